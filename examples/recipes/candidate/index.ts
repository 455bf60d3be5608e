// A candidate is created beside the version that is live, tested, and made current only if the test succeeds. A test that
// fails changes nothing: the live version stays what it is, and the next candidate is a new version.
//
//   pulumi config set live 1 && pulumi config set candidate 1 && pulumi up
//   pulumi config set candidate 2 && pulumi up
//   sh promote.sh
import * as pulumi from "@pulumi/pulumi";
import { ImageFamily } from "pulumi-zenlayer";

const config = new pulumi.Config();
const candidate = config.require("candidate");

const web = new ImageFamily("web", {
  instanceId: "i-web",
  version: candidate,
  currentVersion: config.require("live"),
  keep: 3,
});

export const liveImageId = web.imageId;
export const candidateVersion = candidate;
export const candidateImageId = web.versions.apply(
  (versions) => versions.find(({ version }) => version === candidate)?.imageId,
);
