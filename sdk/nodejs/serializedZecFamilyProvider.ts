import type * as pulumi from "@pulumi/pulumi";

/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return --
   The text of this function is stored in users' state and run from there, where nothing but a literal require works. */

/** As in `serializedProvider.ts`, with the functions of families of Elastic Compute: a property of the one module that state may name. */
const load = (req: unknown) =>
  Object.assign(provider, require("pulumi-zenlayer/dynamic").zecImageFamily).configure(req);

/** Pulumi serializes this object into the state of every such family, twice. The text must never change. */
const provider = {
  configure: load,
  check: load,
  diff: load,
  create: load,
  read: load,
  update: load,
  delete: load,
} as pulumi.dynamic.ResourceProvider;

export { provider };
