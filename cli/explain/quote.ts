/** Puts an identifier in quotation marks, or whatever the format has for it. */
export type Quote = (text: string) => string;
