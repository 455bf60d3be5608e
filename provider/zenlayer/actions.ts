/** A service of the API: part of the path, and sent as a header. */
export type Service = "vm" | "zec" | "zrm" | "user";

/** What the client has to know of an action before it sends it. */
export interface ActionTraits {
  service: Service;
  /** API version of its service; absent for that of the setting `apiVersion`. */
  version?: string;
  /** It changes something, so it is not sent once the engine is gone or the run is canceled. */
  writes: boolean;
  /**
   * Sending it twice does the same as sending it once, so it may be sent again after a response was lost. CreateImage
   * would create a second image: the API has no idempotency token.
   */
  repeatable: boolean;
}

const READ = { service: "vm", writes: false, repeatable: true } as const;
const WRITE = { service: "vm", writes: true, repeatable: true } as const;

/** Elastic Compute, its tags and its resource groups (versions: documented). */
const ZEC = { service: "zec", version: "2025-09-01" } as const;
const ZRM = { service: "zrm", version: "2025-10-14" } as const;
const USER = { service: "user", version: "2024-05-29" } as const;

/**
 * Every action of the API that the client or the tests against a real account use. Those of other services than `vm` carry
 * the service's name, since services share names of actions.
 */
export const ACTIONS = {
  CreateImage: { ...WRITE, repeatable: false },
  ModifyImagesAttributes: WRITE,
  DeleteImages: WRITE,
  StartInstances: WRITE,
  StopInstances: WRITE,
  DescribeImage: READ,
  DescribeImages: READ,
  DescribeImageQuota: READ,
  DescribeInstances: READ,
  DescribeInstancesStatus: READ,
  DescribeZones: READ,
  "zec CreateImage": { ...WRITE, ...ZEC, repeatable: false },
  "zec ModifyImagesAttributes": { ...WRITE, ...ZEC },
  "zec DeleteImages": { ...WRITE, ...ZEC },
  // A second copy is rejected while the first is in progress, so after a lost response the outcome is determined first.
  "zec CopyImage": { ...WRITE, ...ZEC, repeatable: false },
  "zec DeleteImageCopy": { ...WRITE, ...ZEC, repeatable: false },
  "zec StartInstances": { ...WRITE, ...ZEC },
  "zec StopInstances": { ...WRITE, ...ZEC },
  "zec DescribeCustomImages": { ...READ, ...ZEC },
  "zec DescribeImageCopyProgress": { ...READ, ...ZEC },
  "zec DescribeInstances": { ...READ, ...ZEC },
  "zec DescribeZones": { ...READ, ...ZEC },
  "zec DescribeRegions": { ...READ, ...ZEC },
  "zec DescribeZoneGpuInstanceConfigInfos": { ...READ, ...ZEC },
  "zrm ModifyResourceTags": { ...WRITE, ...ZRM },
  "user AddResourceResourceGroup": { ...WRITE, ...USER },
} as const satisfies Record<string, ActionTraits>;

/** An action of the API. */
export type Action = keyof typeof ACTIONS;

/** What is sent for an action: its name, its service, and the API version of that. */
export function addressOf(action: Action, apiVersion: string): { name: string; service: Service; version: string } {
  const { service, version = apiVersion }: ActionTraits = ACTIONS[action];
  return { name: action.slice(action.indexOf(" ") + 1), service, version };
}
