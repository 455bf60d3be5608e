import type * as pulumi from "@pulumi/pulumi";

/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return --
   The text of these functions is stored in users' state and run from there, where nothing but a literal require works. */

/**
 * What Pulumi serializes into the state of every image: nothing but the names of the functions to call, so the installed
 * package always runs, however old the state. The text must never change.
 */
export const provider: pulumi.dynamic.ResourceProvider = {
  configure: (req) => require("pulumi-zenlayer/dynamic").configure(req),
  check: (olds, news) => require("pulumi-zenlayer/dynamic").check(olds, news),
  diff: (id, olds, news) => require("pulumi-zenlayer/dynamic").diff(id, olds, news),
  create: (inputs) => require("pulumi-zenlayer/dynamic").create(inputs),
  read: (id, props) => require("pulumi-zenlayer/dynamic").read(id, props),
  update: (id, olds, news) => require("pulumi-zenlayer/dynamic").update(id, olds, news),
  delete: (id, props) => require("pulumi-zenlayer/dynamic").delete(id, props),
};
