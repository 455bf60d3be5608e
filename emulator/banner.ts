import type { Emulator } from "./emulator";

/** The text that the command line prints at startup: the URL, zones, regions and instances, and settings to paste. */
export function banner(emulator: Emulator): string {
  const zones = emulator.zones().map(({ zoneId, zoneName, supportsImages }) => {
    return [zoneId, zoneName, supportsImages ? countOf(emulator.images(zoneId)) : "images not supported"];
  });
  const instances = emulator
    .instances()
    .map(({ instanceId, zoneId, instanceStatus }) => [instanceId, zoneId, instanceStatus]);
  return [
    `Zenlayer API emulator, listening on ${emulator.url}; press Ctrl-C to stop.`,
    "",
    "Zones",
    ...table(zones),
    "",
    "Instances",
    ...table(instances),
    "",
    `Elastic Compute (zec): ${countOf(emulator.zec.images())}`,
    ...table(emulator.zec.instances().map(({ instanceId, zoneId, status }) => [instanceId, zoneId, status])),
    "",
    `Regions of Elastic Compute: ${emulator.zec
      .regions()
      .map(({ regionId }) => regionId)
      .join(", ")}`,
    "",
    "Paste these settings into the shell where you run pulumi:",
    "",
    `export ZENLAYER_ENDPOINT=${emulator.url}`,
    `export ZENLAYER_ACCESS_KEY_ID=${emulator.accessKeyId}`,
    `export ZENLAYER_ACCESS_KEY_SECRET=${emulator.accessKeyPassword}`,
    "",
  ].join("\n");
}

const countOf = ({ length }: readonly unknown[]): string => `${length} custom image${length === 1 ? "" : "s"}`;

/** Formats rows as aligned columns, indented by two spaces. */
function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}
