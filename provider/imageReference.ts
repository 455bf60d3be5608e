/** An image as users name it: `img-…`, or `ZONE/img-…`. */
export interface ImageReference {
  imageId: string;
  zoneId?: string;
}

/** Reads `img-…` or `ZONE/img-…`. */
export function parseReference(text: string): ImageReference {
  const slash = text.indexOf("/");
  return slash < 0 ? { imageId: text } : { zoneId: text.slice(0, slash), imageId: text.slice(slash + 1) };
}

/** Whether a text has one of these forms. */
export const isReference = (text: string): boolean => /^([^/\s]+\/)?[^/\s]+$/.test(text);
