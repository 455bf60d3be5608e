/** What the statuses of an image mean, for the services `vm` and `zec`. Both sets are open. */
interface Image {
  imageStatus: string;
}

/** The service could not create the image, or it broke: `UNAVAILABLE`, and in `zec` also `FAILED` (documented). */
export const hasFailed = ({ imageStatus }: Image): boolean => ["UNAVAILABLE", "FAILED"].includes(imageStatus);

/** The image is being processed, so the service rejects its deletion (documented). Passes by itself. */
export const isBusy = ({ imageStatus }: Image): boolean =>
  ["CREATING", "SYNCING", "PROCESSING", "DELETING"].includes(imageStatus);

/** The image is being deleted, and nothing ends that (`zec`; our guess: documented is only the status). */
export const isBeingDeleted = ({ imageStatus }: Image): boolean => imageStatus === "DELETING";
