/** The services of the API: the last part of the path. */
export type ServiceName = "vm" | "zec" | "zrm" | "user";
