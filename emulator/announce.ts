import type { Emulator } from "./emulator";

/** What the command line prints once it listens: where, what is there, and the settings to paste. */
export function announce(emulator: Emulator): string {
  const zones = emulator.zones().map(({ zoneId, zoneName, supportsImages }) => {
    return [
      zoneId,
      zoneName,
      supportsImages ? `${emulator.images(zoneId).length} custom images` : "images not supported",
    ];
  });
  const instances = emulator
    .instances()
    .map(({ instanceId, zoneId, instanceStatus }) => [instanceId, zoneId, instanceStatus]);
  return [
    `Zenlayer API emulator, listening on ${emulator.url}; Ctrl-C stops it.`,
    "",
    "Zones",
    ...table(zones),
    "",
    "Instances",
    ...table(instances),
    "",
    "Settings to paste into the shell that runs pulumi:",
    "",
    `export ZENLAYER_ENDPOINT=${emulator.url}`,
    `export ZENLAYER_ACCESS_KEY_ID=${emulator.accessKeyId}`,
    `export ZENLAYER_ACCESS_KEY_SECRET=${emulator.accessKeyPassword}`,
    "",
  ].join("\n");
}

/** Columns as wide as their widest cell, two spaces in and between. */
function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}
