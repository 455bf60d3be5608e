import { version } from "../../package.json";
import { bundlePlugin } from "../plugin/bundle";
import { root } from "../codegen/packageSpec";
import { run } from "../run";

/** The parts of a CycloneDX document that are read or changed here. */
export interface Sbom {
  bomFormat: string;
  metadata: { component: object };
  components: { "bom-ref": string }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

/**
 * The software bill of materials of the plugin's archives. npm's own covers the whole checkout, tools included; of it
 * remains what is in the plugin's bundle.
 */
export async function pluginSbom(): Promise<Sbom> {
  const sbom = await npmSbom();
  const bundled = packagesIn((await bundlePlugin()).notices);
  const component = `pulumi-resource-zenlayer@${version}`;
  const known = new Set(sbom.components.map((each) => each["bom-ref"]));
  const missing = bundled.filter((each) => !known.has(each));
  if (missing.length > 0) throw new Error(`npm sbom does not list what the plugin contains: ${missing.join(", ")}`);
  return {
    ...sbom,
    metadata: { ...sbom.metadata, component: aboutPlugin(component) },
    components: sbom.components.filter((each) => bundled.includes(each["bom-ref"])),
    dependencies: [
      { ref: component, dependsOn: bundled },
      ...sbom.dependencies
        .filter(({ ref }) => bundled.includes(ref))
        .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => bundled.includes(each)) })),
    ],
  };
}

const aboutPlugin = (component: string) => ({
  "bom-ref": component,
  type: "application",
  name: "pulumi-resource-zenlayer",
  version,
  purl: `pkg:github/pulumi-zenlayer/pulumi-zenlayer@v${version}`,
  licenses: [{ license: { id: "Apache-2.0" } }],
});

/** Everything that `package-lock.json` installs. */
async function npmSbom(): Promise<Sbom> {
  const { code, stdout, stderr } = await run("npm", ["sbom", "--sbom-format", "cyclonedx"], { cwd: root });
  if (code !== 0) throw new Error(`npm sbom failed:\n${stderr}`);
  return JSON.parse(stdout) as Sbom;
}

/** `name@version` of every package in a bundle, as its notices begin. */
export const packagesIn = (notices: string): string[] =>
  notices.split(/^-{80}$/m).flatMap((notice) => {
    const [, name, version] = /^\s*(\S+) (\S+) \(/.exec(notice) ?? [];
    return name === undefined ? [] : [`${name}@${version}`];
  });
