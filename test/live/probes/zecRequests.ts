import { LONGEST_NAME } from "../../support/limits";
import type { CallResult, Json } from "../account";
import type { Verdicts } from "../verdicts";
import type { ZecAccount } from "../zecAccount";

const UNKNOWN = { instance: "no-such-instance", image: "image-no-such", region: "no-such-region" };
const PARAMETER_ERROR = /^(MISSING_PARAMETER|INVALID_PARAMETER\w*)$/;

const hasResult = ({ status, code }: CallResult, expectedStatus: number, expectedCode?: string): boolean =>
  status === expectedStatus && code === expectedCode;

/** Tests the guesses about single requests of zec, none of which changes anything. */
export async function probeZecRequests(account: ZecAccount, verdicts: Verdicts): Promise<void> {
  await verdicts.probe(["Z3", "Z9", "Z31"], async () => {
    // The instance does not exist, so no image is created even if the service accepts the rest.
    const create = (params: Json) => account.zec("CreateImage", { instanceId: UNKNOWN.instance, ...params });
    const group = await create({ imageName: "probe", resourceGroupId: "no-such-group" });
    const early = await create({ imageName: "x".repeat(LONGEST_NAME.zec + 1) });
    const isInOrder = hasResult(group, 404, "INVALID_INSTANCE_NOT_FOUND") && PARAMETER_ERROR.test(early.code ?? "");
    verdicts.record("Z3", isInOrder, { group, early });
    const hyphen = await create({ imageName: "probe-" });
    verdicts.record("Z9", PARAMETER_ERROR.test(hyphen.code ?? ""), hyphen);
    const surplus = await account.zec("DescribeZones", { noSuchParameter: 1 });
    verdicts.record("Z31", hasResult(surplus, 400, "INVALID_PARAMETER_VALUE"), surplus);
  });
  await verdicts.probe(["Z10", "Z14", "Z24", "Z28"], async () => {
    const deleted = await account.zec("DeleteImages", { imageIds: [UNKNOWN.image] });
    verdicts.record("Z10", hasResult(deleted, 404, "INVALID_IMAGE_NOT_FOUND"), deleted);
    const copied = await account.zec("CopyImage", { imageId: UNKNOWN.image, regionIdList: [UNKNOWN.region] });
    verdicts.record("Z14", hasResult(copied, 404, "INVALID_IMAGE_NOT_FOUND"), copied);
    const one = await account.zec("StartInstances", { instanceIds: [UNKNOWN.instance] });
    const two = await account.zec("StartInstances", { instanceIds: [UNKNOWN.instance, `${UNKNOWN.instance}-2`] });
    const failed = two.response["instanceIds"] as unknown[] | undefined;
    const isGuessed = hasResult(one, 404, "INVALID_INSTANCE_NOT_FOUND") && failed?.length === 2;
    verdicts.record("Z24", isGuessed, { one, two });
    const nowhere = await account.zec("DescribeImages", { zoneId: "no-such-zone" });
    verdicts.record("Z28", hasResult(nowhere, 404, "INVALID_ZONE_NOT_FOUND"), nowhere);
  });
  await verdicts.probe(["Z27"], async () => {
    const { instanceTypeQuotaSet } = await account.callOrThrow("DescribeZoneGpuInstanceConfigInfos");
    const types = (instanceTypeQuotaSet as Json[]).map(({ instanceType }) => String(instanceType));
    verdicts.record(
      "Z27",
      types.every((type) => type.includes(".g.")),
      types,
    );
  });
}
