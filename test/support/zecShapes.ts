import type { ServiceName } from "../../emulator";

/** The request of an action as the official clients send it: required and optional fields, with a value for each. */
export interface RequestShape {
  service: ServiceName;
  action: string;
  required: Record<string, unknown>;
  optional: Record<string, unknown>;
}

/** An image that the shapes refer to. It is AVAILABLE in two regions. */
export const SHAPE_IMAGE = "image-shape";

const TAG = { key: "env", value: "prod" };
const PAGING = { pageNum: 1, pageSize: 20 };
const LABEL_FILTERS = { resourceGroupId: "rg-default", tagKeys: ["env"], tags: [TAG] };
const IMAGE_FILTERS = {
  imageIds: [SHAPE_IMAGE],
  imageName: "shape",
  category: "Ubuntu",
  osType: "linux",
  imageStatus: "AVAILABLE",
};

const NOTHING = { required: {}, optional: {} };

/**
 * Every action of `zec`, `zrm` and `user` that the emulator has. Taken from the definitions of the official command line
 * (zeno, `apis/en-US`) and the models of the official Go and Python SDKs, not from the emulator.
 */
export const REQUEST_SHAPES: RequestShape[] = [
  {
    service: "zec",
    action: "CreateImage",
    required: { instanceId: "zec-web", imageName: "my-image" },
    optional: { resourceGroupId: "rg-default", tags: { tags: [TAG] } },
  },
  {
    service: "zec",
    action: "DescribeCustomImages",
    required: {},
    optional: { regionId: "asia-east-1", ...IMAGE_FILTERS, ...LABEL_FILTERS, ...PAGING },
  },
  {
    service: "zec",
    action: "DescribeImages",
    required: { zoneId: "asia-east-1a" },
    optional: {
      ...IMAGE_FILTERS,
      ...{ imageType: "CUSTOM_IMAGE", imageSource: "CUSTOM", tagKeys: ["env"], tags: [TAG] },
      ...PAGING,
    },
  },
  {
    service: "zec",
    action: "ModifyImagesAttributes",
    required: { imageIds: [SHAPE_IMAGE], imageName: "my-new-name" },
    optional: {},
  },
  { service: "zec", action: "DeleteImages", required: { imageIds: [SHAPE_IMAGE] }, optional: {} },
  {
    service: "zec",
    action: "CopyImage",
    required: { imageId: SHAPE_IMAGE, regionIdList: ["SEA-A", "europe-central-1"] },
    optional: {},
  },
  { service: "zec", action: "DescribeImageCopyProgress", required: { imageId: SHAPE_IMAGE }, optional: {} },
  {
    service: "zec",
    action: "DeleteImageCopy",
    required: { imageId: SHAPE_IMAGE, regionIds: ["asia-southeast-1"] },
    optional: {},
  },
  {
    service: "zec",
    action: "DescribeInstances",
    required: {},
    optional: {
      ...{ instanceIds: ["zec-web"], zoneId: "asia-east-1a", imageId: "ubuntu2404_20240712" },
      ...{ ipv4Address: "10.1.0.10", ipv6Address: "2001:db8::1", status: "STOPPED", name: "web" },
      ...LABEL_FILTERS,
      ...PAGING,
    },
  },
  {
    service: "zec",
    action: "DescribeInstancesStatus",
    required: {},
    optional: { instanceIds: ["zec-web"], resourceGroupId: "rg-default", ...PAGING },
  },
  {
    service: "zec",
    action: "StopInstances",
    required: { instanceIds: ["zec-db"] },
    optional: { forceShutdown: true },
  },
  { service: "zec", action: "StartInstances", required: { instanceIds: ["zec-web"] }, optional: {} },
  { service: "zec", action: "DescribeZones", required: {}, optional: { zoneIds: ["asia-east-1a"] } },
  { service: "zec", action: "DescribeRegions", required: {}, optional: { regionIds: ["asia-east-1"] } },
  {
    service: "zec",
    action: "DescribeZoneGpuInstanceConfigInfos",
    required: {},
    optional: { zoneId: "SEA-A", instanceType: "z3a.g.C49.c8m32.1" },
  },
  { service: "zrm", action: "CreateTags", required: { tags: [TAG, { key: "flag" }] }, optional: {} },
  {
    service: "zrm",
    action: "ModifyResourceTags",
    required: { resourceUuid: SHAPE_IMAGE },
    optional: { replaceTags: [TAG, { key: "flag" }], deleteTagKeys: ["old"] },
  },
  {
    service: "zrm",
    action: "TagBindResources",
    required: { tag: TAG, resourceUuids: [SHAPE_IMAGE] },
    optional: {},
  },
  { service: "zrm", action: "DescribeResourceTags", required: { resourceUuid: SHAPE_IMAGE }, optional: {} },
  {
    service: "user",
    action: "AddResourceResourceGroup",
    required: { resources: [SHAPE_IMAGE], resourceGroupId: "rg-team" },
    optional: {},
  },
  { service: "user", action: "DescribeResourceGroups", ...NOTHING },
];
