import type * as pulumi from "@pulumi/pulumi";

/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return --
   The text of this function is stored in users' state and run from there, where nothing but a literal require works. */

/**
 * Puts the functions of the installed package in its own place. Pulumi calls `configure` before any other. Where the
 * package is missing every call comes here and fails, so that no image passes for deleted or updated.
 */
const load = (req: unknown) => Object.assign(provider, require("pulumi-zenlayer/dynamic")).configure(req);

/**
 * What Pulumi serializes into the state of every image, twice: nothing but the name of the module to load, so the
 * installed package always runs, however old the state. The text must never change. It is one function under seven
 * names because each function more is 200 bytes more, and the engine writes all state anew at each step.
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
