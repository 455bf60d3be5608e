/** One row of the table. */
export interface Figure {
  name: string;
  /** The target, as text. Without one, the figure is only shown. */
  bar?: string;
  measured: string;
  met?: boolean;
}

/** Result of one subject: its rows of the table, and the raw numbers. */
export interface Measured<Data> {
  figures: Figure[];
  data: Data;
}
