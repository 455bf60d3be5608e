import { page, PAGING } from "../../paging";
import { oneOf, text } from "../../validate";
import { defineAction } from "../action";
import type { ZecCloud } from "../cloud";
import { ZEC_INSTANCE_STATUSES, type EmulatedZecInstance } from "../types";
import { describeTags } from "./imageCommon";
import { listInstances } from "./instanceCommon";
import { matchesLabels, matchesName, type LabelFilter } from "./match";
import { instanceIds, TAG_FILTERS } from "./params";

const params = {
  instanceIds,
  zoneId: text(),
  imageId: text(),
  ipv4Address: text(),
  ipv6Address: text(),
  status: oneOf(...ZEC_INSTANCE_STATUSES),
  name: text(),
  ...TAG_FILTERS,
  ...PAGING,
};

/** Lists the account's instances that match all filters (GUESS Z8). */
export const describeInstances = defineAction({
  name: "DescribeInstances",
  writes: false,
  params,
  run(cloud, { pageNum, pageSize, instanceIds, ...filter }, { account }) {
    const found = listInstances(cloud, account, instanceIds).filter((instance) => matches(cloud, instance, filter));
    const shown = page(found, { pageNum, pageSize });
    return { ...shown, dataSet: shown.dataSet.map((instance) => describeInstance(cloud, instance)) };
  },
});

interface Filter extends LabelFilter {
  zoneId?: string;
  imageId?: string;
  ipv4Address?: string;
  ipv6Address?: string;
  status?: string;
  name?: string;
}

function matches(cloud: ZecCloud, instance: EmulatedZecInstance, filter: Filter): boolean {
  const { zoneId, imageId, status, ipv4Address, ipv6Address, name } = filter;
  const equal = Object.entries({ zoneId, imageId, status }).filter(([, value]) => value !== undefined);
  const addresses = [...instance.publicIpAddresses, ...instance.privateIpAddresses];
  return (
    equal.every(([field, value]) => instance[field as "zoneId" | "imageId" | "status"] === value) &&
    matchesName(instance.instanceName, name) &&
    [ipv4Address, ipv6Address].every((address) => address === undefined || addresses.includes(address)) &&
    matchesLabels(cloud.shownLabels(instance), filter)
  );
}

/** The documented fields, without those of the emulator. */
function describeInstance(cloud: ZecCloud, instance: EmulatedZecInstance): Record<string, unknown> {
  const { account, ignoresShutdown, next, shownLabels, ...fields } = instance;
  const { tags, resourceGroupId } = cloud.shownLabels(instance);
  const resourceGroupName = cloud.groupName(resourceGroupId);
  return { ...fields, resourceGroupId, resourceGroupName, tags: describeTags(cloud, tags) };
}
