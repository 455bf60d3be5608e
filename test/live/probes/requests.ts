import { systemClock } from "../../../provider/zenlayer/clock";
import { LONGEST_NAME } from "../../support/limits";
import type { CallResult, LiveAccount } from "../account";
import type { Verdicts } from "../verdicts";

const UNKNOWN_INSTANCE = "i-no-such-instance";
const UNKNOWN_IMAGE = "img-no-such-image";

/** True if the call had this status and one of these error codes, or no error code if none is given. */
const hasResult = ({ status, code }: CallResult, expectedStatus: number, ...codes: string[]): boolean =>
  status === expectedStatus && (code === undefined ? codes.length === 0 : codes.includes(code));

const PARAMETER_ERROR = /^(MISSING_PARAMETER|INVALID_PARAMETER\w*)$/;

/** Tests the guesses about single requests, none of which changes anything. */
export async function probeRequests(account: LiveAccount, zoneId: string, verdicts: Verdicts): Promise<void> {
  await probeAuthentication(account, verdicts);
  await probeParameters(account, zoneId, verdicts);
  await probeLists(account, zoneId, verdicts);
}

async function probeAuthentication(account: LiveAccount, verdicts: Verdicts): Promise<void> {
  await verdicts.probe(["G1", "G2", "G3", "G5"], async () => {
    const token = await account.call("DescribeZones", {}, { secret: { token: "no-such-token-0123456789" } });
    verdicts.record("G1", hasResult(token, 401, "AUTHFAILURE_INVALID_AUTHORIZATION"), token);
    const unknownKey = { accessKeyId: "AKNOSUCHKEY00001", accessKeyPassword: "no-such-password" };
    const badSignature = await account.call("DescribeZones", {}, { secret: unknownKey });
    verdicts.record("G2", hasResult(badSignature, 401, "AUTHFAILURE_SIGNATURE_FAILURE"), badSignature);
    const slowClock = { ...systemClock, wallTime: () => Date.now() - 3_600_000 };
    const expired = await account.call("DescribeZones", {}, { secret: unknownKey, clock: slowClock });
    verdicts.record("G3", hasResult(expired, 401, "AUTHFAILURE_SIGNATURE_EXPIRED"), expired);
    const old = await account.call("DescribeZones", {}, { apiVersion: "2000-01-01" });
    verdicts.record("G5", hasResult(old, 401, "AUTHFAILURE_UNAUTHORIZED_OPERATION"), old);
  });
}

async function probeParameters(account: LiveAccount, zoneId: string, verdicts: Verdicts): Promise<void> {
  await verdicts.probe(["G7", "G8", "G9", "G10", "G11", "G12", "G42", "G44", "G45"], async () => {
    const list = await account.call("DescribeZones", "[]");
    verdicts.record("G7", hasResult(list, 400, "INVALID_PARAMETER_TYPE"), list);
    // The instance does not exist, so no image is created even if the service accepts the name.
    const named = (imageName: string) => account.call("CreateImage", { instanceId: UNKNOWN_INSTANCE, imageName });
    const long = await named("x".repeat(LONGEST_NAME.vm + 1));
    verdicts.record("G8", PARAMETER_ERROR.test(long.code ?? ""), long);
    const chinese = await named("镜".repeat(LONGEST_NAME.vm));
    verdicts.record("G9", hasResult(chinese, 404, "INVALID_INSTANCE_NOT_FOUND"), chinese);
    const emoji = { instanceId: UNKNOWN_INSTANCE, imageName: "probe", imageDescription: "😀".repeat(255) };
    const counted = await account.call("CreateImage", emoji);
    verdicts.record("G45", hasResult(counted, 404, "INVALID_INSTANCE_NOT_FOUND"), counted);
    const empty = await named("");
    verdicts.record("G10", PARAMETER_ERROR.test(empty.code ?? "") && empty.code !== "MISSING_PARAMETER", empty);
    const surplus = await account.call("DescribeZones", { noSuchParameter: 1 });
    verdicts.record("G11", hasResult(surplus, 200), surplus);
    const nowhere = await account.call("DescribeImages", { pageNum: 1, pageSize: 1 });
    verdicts.record("G12", nowhere.code === "MISSING_PARAMETER", nowhere);
    const odd = await account.call("DescribeImages", { zoneId, imageType: "NO_SUCH_TYPE" });
    verdicts.record("G42", hasResult(odd, 400, "INVALID_PARAMETER_VALUE"), odd);
    const noZone = await account.call("DescribeImages", { zoneId: "NOSUCH-Z" });
    verdicts.record("G44", noZone.status === 404, noZone);
  });
}

async function probeLists(account: LiveAccount, zoneId: string, verdicts: Verdicts): Promise<void> {
  await verdicts.probe(["G14", "G27", "G32", "G33", "G39", "G41"], async () => {
    const none = await account.call("DescribeImages", { zoneId, imageType: "CUSTOM_IMAGE", imageIds: [UNKNOWN_IMAGE] });
    verdicts.record("G14", hasResult(none, 200) && none.response["totalCount"] === 0, none);
    const [common] = await account.list("DescribeImages", { zoneId, imageType: "PUBLIC_IMAGE" });
    const change = { imageIds: [common!["imageId"]], imageDescription: "not ours" };
    const refused = await account.call("ModifyImagesAttributes", change);
    verdicts.record("G27", hasResult(refused, 404, "INVALID_IMAGE_NOT_FOUND"), refused);
    const unknown = await account.call("DescribeImage", { imageId: UNKNOWN_IMAGE }, { apiVersion: "2023-03-13" });
    verdicts.record("G32", hasResult(unknown, 404, "INVALID_IMAGE_NOT_FOUND"), unknown);
    const unknownInstance = await account.call("DescribeInstances", { instanceIds: [UNKNOWN_INSTANCE] });
    verdicts.record(
      "G33",
      hasResult(unknownInstance, 200) && unknownInstance.response["totalCount"] === 0,
      unknownInstance,
    );
    const past = await account.call("DescribeImages", { zoneId, pageNum: 999, pageSize: 100 });
    const isPastEmpty = (past.response["dataSet"] as unknown[] | undefined)?.length === 0;
    verdicts.record("G39", hasResult(past, 200) && isPastEmpty && Number(past.response["totalCount"]) > 0, past);
    const quotas = (await account.callOrThrow("DescribeImageQuota"))["images"] as unknown[];
    verdicts.record("G41", quotas.length > 1, quotas);
  });
}
