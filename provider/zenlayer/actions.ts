/** What the client has to know of an action before it sends it. */
export interface ActionTraits {
  /** Service of the API: part of the path, and sent as a header. */
  service: "vm";
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

/** Every action of the API that the client or the tests against a real account use. */
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
} as const satisfies Record<string, ActionTraits>;

/** An action of the API. */
export type Action = keyof typeof ACTIONS;
