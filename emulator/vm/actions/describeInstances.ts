import { INSTANCE_STATUSES, type EmulatedInstance, type InstanceInfo } from "../types";
import { list, object, oneOf, required, text, texts } from "../../validate";
import { defineAction } from "../action";
import { instanceIds, listInstances } from "./instanceCommon";
import { page, PAGING } from "../../paging";

const tag = object({ key: required(text()), value: text({ min: 0 }) });

const params = {
  instanceIds,
  zoneId: text(),
  instanceType: text(),
  internetChargeType: text(),
  imageId: text(),
  keyId: text(),
  subnetId: text(),
  securityGroupId: text(),
  instanceStatus: oneOf(...INSTANCE_STATUSES),
  instanceName: text(),
  publicIpAddresses: texts(),
  privateIpAddresses: texts(),
  resourceGroupId: text(),
  tagKeys: texts({ max: 20 }),
  tags: list(required(tag), { max: 20 }),
  ...PAGING,
};

/** Lists the account's instances that match all filters (GUESS G14). */
export const describeInstances = defineAction({
  name: "DescribeInstances",
  writes: false,
  params,
  run(cloud, { pageNum, pageSize, instanceIds, ...filter }, { account }) {
    const found = listInstances(cloud, account, instanceIds).filter((instance) => matches(instance, filter));
    return page(found.map(describeInstance), { pageNum, pageSize });
  },
});

type Filter = Partial<Record<keyof InstanceInfo | "securityGroupId" | "tagKeys", unknown>> & {
  instanceName?: string;
  securityGroupId?: string;
  publicIpAddresses?: string[];
  privateIpAddresses?: string[];
  tagKeys?: string[];
  tags?: { key: string; value?: string }[];
};

function matches(instance: EmulatedInstance, filter: Filter): boolean {
  const { instanceName, securityGroupId, publicIpAddresses, privateIpAddresses, tagKeys, tags, ...equals } = filter;
  const ownTags = instance.tags.tags;
  return (
    Object.entries(equals).every(
      ([key, value]) => value === undefined || instance[key as keyof InstanceInfo] === value,
    ) &&
    (instanceName === undefined || matchesName(instance.instanceName, instanceName)) &&
    (securityGroupId === undefined || instance.securityGroupIds.includes(securityGroupId)) &&
    (!publicIpAddresses?.length || publicIpAddresses.some((ip) => instance.publicIpAddresses.includes(ip))) &&
    (!privateIpAddresses?.length || privateIpAddresses.some((ip) => instance.privateIpAddresses.includes(ip))) &&
    (tagKeys ?? []).every((key) => ownTags.some((own) => own.key === key)) &&
    (tags ?? []).every(({ key, value }) => ownTags.some((own) => own.key === key && own.value === (value ?? "")))
  );
}

/** Documented: an exact match, or a substring if the pattern ends in `*`. */
function matchesName(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.includes(pattern.slice(0, -1)) : name === pattern;
}

/** The documented fields, without those of the emulator. */
function describeInstance(instance: EmulatedInstance): InstanceInfo {
  const hidden = { account: undefined, ignoresShutdown: undefined, diskUnavailable: undefined, next: undefined };
  return { ...instance, ...hidden }; // undefined fields are not part of the JSON
}
