import { bundlePlugin } from "../plugin/bundle";
import { packagesIn, pluginSbom } from "./sbom";

test("the plugin's SBOM lists the packages in its bundle, and no others", async () => {
  const sbom = await pluginSbom();
  const bundled = packagesIn((await bundlePlugin()).notices);
  expect(bundled).toEqual(expect.arrayContaining([expect.stringMatching(/^got@/), expect.stringMatching(/^@grpc\//)]));
  expect(sbom).toMatchObject({ bomFormat: "CycloneDX", metadata: { component: { name: "pulumi-resource-zenlayer" } } });

  const listed = sbom.components.map((component) => component["bom-ref"]);
  expect([...listed].sort()).toEqual([...bundled].sort());
  const [plugin, ...others] = sbom.dependencies;
  expect(plugin?.dependsOn).toEqual(bundled);
  expect(others.map(({ ref }) => ref).sort()).toEqual([...bundled].sort());
  for (const { dependsOn = [] } of others) expect(bundled).toEqual(expect.arrayContaining(dependsOn));
});

test("notices begin with name and version", () => {
  const line = "-".repeat(80);
  expect(packagesIn(`got 14.6.6 (MIT)\n\ntext (of a licence)\n${line}\n@a/b 1.0.0 (ISC)\n\n\n${line}`)).toEqual([
    "got@14.6.6",
    "@a/b@1.0.0",
  ]);
});
