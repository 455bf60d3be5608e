/**
 * Version of the installed package, read from its own package.json. The package refers to itself by name because
 * the path to package.json differs between the sources and the build.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would need the file to lie below rootDir
export const { version } = require("pulumi-zenlayer/package.json") as { version: string };
