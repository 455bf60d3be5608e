import type { AuditClass, Condition, Ownership } from "./classes";
import type { Product } from "../stackState";

/** The result of an audit. Its JSON form is published (`docs/audit.schema.json`): names stay. */

/** What to do about a finding. */
export interface Remedy {
  /** What it does, as an imperative. */
  text: string;
  /** Commands to run as they stand, in this order; none where there is no command for it. */
  commands: string[];
}

/** A resource that has an image in its state. */
export interface Owner {
  stack: string;
  /** Name in the program. */
  resource: string;
  urn: string;
  /** The image is adopted and not owned. */
  borrowed: boolean;
}

export interface AuditedImage {
  imageId: string;
  imageName?: string;
  /** Whose id it is: `vm`, or `zec` for Elastic Compute. */
  product: Product;
  /** Absent for an image of Elastic Compute, which is in {@link regions}. */
  zoneId?: string;
  /** Regions that it is in; of Elastic Compute only. */
  regions?: string[];
  /** Absent for an image that the account does not have. */
  imageStatus?: string;
  ownership: Ownership;
  conditions: Condition[];
  owners: Owner[];
  /** The stack, and the resource if it is known, that a working name refers to. */
  workingFor?: { stack: string; resource?: string };
  usedBy: { instanceId: string; instanceName: string; instanceStatus: string }[];
  evidence: string[];
  remedies: Remedy[];
  /** The finding is in the baseline. */
  known?: boolean;
}

/** An image that the account does not have, and that was last seen in what may be another account. */
export interface NotJudgedImage extends Pick<
  AuditedImage,
  "imageId" | "imageName" | "product" | "zoneId" | "regions" | "owners"
> {
  /** What it was last seen with. */
  because: "another-access-key" | "another-endpoint";
}

export interface AuditedZone {
  zoneId: string;
  used: number;
  max: number;
  conditions: "zone-full"[];
  remedies: Remedy[];
  known?: boolean;
}

export interface AuditedStack {
  name: string;
  /** `cli`: read through Pulumi; `export`: a file. */
  source: "cli" | "export";
  /** Whether a run has it locked; `unknown` for an export, and for backends that do not say. */
  locked: boolean | "unknown";
}

export interface Audit {
  formatVersion: 1;
  /** By the service's clock. */
  time: string;
  endpoint: string;
  /** What was read of the account. */
  products: readonly Product[];
  stacks: AuditedStack[];
  /** Findings and everything else, by zone and name. */
  images: AuditedImage[];
  zones: AuditedZone[];
  /** What could not be read, or not read whole. With any, an audit without findings is not clean. */
  incomplete: string[];
  /** Neither findings nor part of a plan. */
  notJudged: NotJudgedImage[];
}

/** Where an image is: its zone, or its regions. */
export const placeOf = ({ zoneId, regions = [] }: Pick<AuditedImage, "zoneId" | "regions">): string =>
  zoneId ?? (regions.join(", ") || "-");

/** The classes of an image that make it a finding. */
export const findingsOf = (
  { ownership, conditions, known }: AuditedImage,
  failOn: readonly AuditClass[],
): AuditClass[] => (known ? [] : [ownership, ...conditions].filter((each) => failOn.includes(each)));

/** True if the audit has findings that need attention. */
export const hasFindings = ({ images, zones }: Audit, failOn: readonly AuditClass[]): boolean =>
  images.some((image) => findingsOf(image, failOn).length > 0) ||
  zones.some(({ conditions, known }) => !known && conditions.some((each) => failOn.includes(each)));
