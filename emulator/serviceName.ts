/** The services of the API: the last part of the path. */
export const SERVICE_NAMES = ["vm", "zec", "zrm", "user"] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];
