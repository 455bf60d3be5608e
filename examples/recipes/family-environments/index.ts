// The stack `images` creates the versions; each environment is a stack of its own that uses the version it has chosen. A
// version is promoted from one environment to the next by its label alone. Versions in use are never pruned.
//
//   pulumi config set release 1 && pulumi up
//   pulumi config set images organization/zenlayer-family-environments/… && pulumi config set use 1 && pulumi up
import * as pulumi from "@pulumi/pulumi";
import { ImageFamily, type FamilyVersion } from "pulumi-zenlayer";

const config = new pulumi.Config();
const images = config.get("images");

function createVersions() {
  return new ImageFamily("web", { instanceId: "i-web", version: config.require("release"), keep: 3 }).versions;
}

function imageOf(label: string, reference: pulumi.StackReference): pulumi.Output<string> {
  return reference.requireOutput("versions").apply((versions: FamilyVersion[]) => {
    const found = versions.find(({ version }) => version === label);
    if (!found)
      throw new pulumi.RunError(`There is no version "${label}". Use ${versions.map((v) => v.version).join(", ")}.`);
    return found.imageId;
  });
}

/** Of the stack `images`. */
export const versions = images === undefined ? createVersions() : undefined;
/** Of an environment: pass it to whatever creates instances. */
export const imageId =
  images === undefined
    ? undefined
    : imageOf(config.require("use"), new pulumi.StackReference("images", { name: images }));
