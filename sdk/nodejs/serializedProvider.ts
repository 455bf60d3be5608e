import type * as pulumi from "@pulumi/pulumi";

/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return --
   The text of this function is stored in users' state and run from there, where nothing but a literal require works. */

/**
 * Replaces itself with the functions of the installed package. Pulumi calls `configure` first. If the package is
 * missing, every call ends up here and fails, so that no image is taken for deleted or updated.
 */
const load = (req: unknown) => Object.assign(provider, require("pulumi-zenlayer/dynamic")).configure(req);

/**
 * Pulumi serializes this object into the state of every image, twice. It holds nothing but the name of the module to
 * load, so the installed package always runs, however old the state. The text must never change. It is one function
 * under seven names because each further function costs 200 bytes, and the engine rewrites the whole state at each step.
 */
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
