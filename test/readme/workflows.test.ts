import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { load } from "js-yaml";
import { run } from "../../tools/run";
import { root } from "./blocks";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  needs?: string;
  environment?: string;
  "timeout-minutes"?: number;
  uses?: string;
  permissions?: Record<string, string>;
  steps?: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const folder = join(root, ".github");
const read = (path: string): string => readFileSync(join(folder, path), "utf8");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
  /^(workflows|actions)\/.*\.yml$/.test(path),
);
const workflow = (name: string) => load(read(join("workflows", `${name}.yml`))) as Workflow;

const commandsOf = ({ steps = [] }: Job): string[] => steps.flatMap((step) => step.run?.split("\n") ?? []);

test.each(files)("%s: every action is in this repository, or pinned by commit with its release named", (path) => {
  const uses = read(path).match(/uses: .*/g) ?? [];
  expect(uses.length).toBeGreaterThan(0);
  for (const each of uses) {
    expect(each).toMatch(/^uses: (\.\/\.github\/[\w./-]+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  }
});

test.each(["test", "release"])("%s.yml runs targets and scripts that there are", async (name) => {
  const { stdout: help } = await run("make", ["help"], { cwd: root });
  const { permissions, jobs } = workflow(name);
  expect(permissions).toEqual({ contents: "read" });
  const commands = Object.values(jobs).flatMap(commandsOf);
  const targets = commands.flatMap((command) => /^make (\w+)/.exec(command)?.[1] ?? []);
  expect(targets).toContain(name === "test" ? "test" : "plugin");
  for (const target of targets) expect(help).toMatch(new RegExp(`^ +${target} `, "m"));
});

test("a release is tested first, and the plugin is published before the packages that need it", () => {
  const { jobs } = workflow("release");
  expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
    ["version", undefined],
    ["test", "version"],
    ["archives", "test"],
    ["plugin", "archives"],
    ["npm", "plugin"],
    ["python", "plugin"],
  ]);
  expect(jobs.test?.uses).toBe("./.github/workflows/test.yml");
  // Only jobs that publish have an id token, and only the job that releases may write.
  expect(jobs.archives?.permissions).toBeUndefined();
  expect(jobs.npm?.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(jobs.python?.permissions).toEqual({ contents: "read", "id-token": "write" });
  expect(jobs.plugin?.permissions).toEqual({ contents: "write", "id-token": "write", attestations: "write" });
});

test("jobs that can write to the repository run only git, gh, sha256sum and actions of GitHub", () => {
  const { jobs } = workflow("release");
  const writing = Object.values(jobs).filter(({ permissions = {} }) => permissions.contents === "write");
  expect(writing).toHaveLength(1);
  for (const job of writing) {
    for (const command of commandsOf(job).filter(Boolean)) expect(command).toMatch(/^(git|gh|sha256sum) /);
    // No actions of this repository either: they install third-party packages.
    for (const { uses = "actions/" } of job.steps ?? []) expect(uses).toMatch(/^actions\//);
  }
});

test("jobs that publish wait for the approval of their environment", () => {
  const { jobs } = workflow("release");
  const publishing = Object.values(jobs).filter(({ permissions = {} }) => Object.values(permissions).includes("write"));
  expect(publishing.map(({ environment }) => environment)).toEqual(["release", "release", "release"]);
});

test("archives and SBOM of the plugin are attested before they are released", () => {
  const { archives, plugin } = workflow("release").jobs;
  expect(commandsOf(archives!)).toContain("node_modules/.bin/tsx tools/sbom/main.ts");
  expect(existsSync(join(root, "tools/sbom/main.ts"))).toBe(true);

  const steps = plugin!.steps!;
  const attest = steps.findIndex(({ uses }) => uses?.startsWith("actions/attest-build-provenance@"));
  const release = steps.findIndex(({ run }) => run?.startsWith("gh release create"));
  expect(attest).toBeGreaterThan(0);
  expect(release).toBeGreaterThan(attest);
  const subjects = String(steps[attest]?.with?.["subject-path"]).trim().split("\n");
  expect(subjects).toEqual(["plugin/*.tar.gz", "plugin/*.cdx.json"]);
  for (const subject of [...subjects, "plugin/SHA256SUMS"]) expect(steps[release]?.run).toContain(` ${subject}`);
});

test.each(["test", "release"])("%s.yml holds no secret, trusts no pull request, and ends every job in time", (name) => {
  const { on, jobs } = workflow(name);
  expect(read(join("workflows", `${name}.yml`))).not.toMatch(/\$\{\{ *secrets\./);
  expect(Object.keys(on)).not.toContain("pull_request_target");
  for (const job of Object.values(jobs)) expect(job.uses ?? job["timeout-minutes"]).toBeTruthy();
});

test("a tag that is not the package's version aborts the release", async () => {
  const [check] = commandsOf(workflow("release").jobs.version!);
  const status = async (tag: string) => {
    const env = { ...process.env, GITHUB_REF_NAME: tag, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
    return (await run("sh", ["-c", check!], { cwd: root, env })).code;
  };
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  expect(await status(`v${version}`)).toBe(0);
  expect(await status(`v${version}-beta`)).toBe(1);
});
