/** The provider's configuration: keys as in `config.variables` of schema.json, every value a string. */
export type Config = Readonly<Record<string, string | undefined>>;

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;
