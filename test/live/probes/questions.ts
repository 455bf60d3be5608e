import { systemClock } from "../../../provider/zenlayer/clock";
import type { LiveAccount, Said } from "../account";
import type { Verdicts } from "../verdicts";

const NOBODY = "i-no-such-instance";
const NOTHING = "img-no-such-image";

const is = ({ status, code }: Said, wantedStatus: number, ...codes: string[]): boolean =>
  status === wantedStatus && (code === undefined ? codes.length === 0 : codes.includes(code));

const REFUSES_PARAMETER = /^(MISSING_PARAMETER|INVALID_PARAMETER\w*)$/;

/** Guesses that can be put to the service without changing anything. */
export async function askQuestions(account: LiveAccount, zoneId: string, verdicts: Verdicts): Promise<void> {
  await askAboutKeys(account, verdicts);
  await askAboutParameters(account, zoneId, verdicts);
  await askAboutLists(account, zoneId, verdicts);
}

async function askAboutKeys(account: LiveAccount, verdicts: Verdicts): Promise<void> {
  await verdicts.probe(["G1", "G2", "G3", "G5"], async () => {
    const token = await account.call("DescribeZones", {}, { secret: { token: "no-such-token-0123456789" } });
    verdicts.judge("G1", is(token, 401, "AUTHFAILURE_INVALID_AUTHORIZATION"), token);
    const stranger = { accessKeyId: "AKNOSUCHKEY00001", accessKeyPassword: "no-such-password" };
    const unknown = await account.call("DescribeZones", {}, { secret: stranger });
    verdicts.judge("G2", is(unknown, 401, "AUTHFAILURE_SIGNATURE_FAILURE"), unknown);
    const late = { ...systemClock, wallTime: () => Date.now() - 3_600_000 };
    const expired = await account.call("DescribeZones", {}, { secret: stranger, clock: late });
    verdicts.judge("G3", is(expired, 401, "AUTHFAILURE_SIGNATURE_EXPIRED"), expired);
    const old = await account.call("DescribeZones", {}, { apiVersion: "2000-01-01" });
    verdicts.judge("G5", is(old, 401, "AUTHFAILURE_UNAUTHORIZED_OPERATION"), old);
  });
}

async function askAboutParameters(account: LiveAccount, zoneId: string, verdicts: Verdicts): Promise<void> {
  await verdicts.probe(["G7", "G8", "G9", "G10", "G11", "G12", "G42", "G44"], async () => {
    const list = await account.call("DescribeZones", "[]");
    verdicts.judge("G7", is(list, 400, "INVALID_PARAMETER_TYPE"), list);
    // Of an instance that does not exist, so that nothing is made whatever the service thinks of the name.
    const named = (imageName: string) => account.call("CreateImage", { instanceId: NOBODY, imageName });
    const long = await named("x".repeat(25));
    verdicts.judge("G8", REFUSES_PARAMETER.test(long.code ?? ""), long);
    const chinese = await named("镜".repeat(24));
    verdicts.judge("G9", is(chinese, 404, "INVALID_INSTANCE_NOT_FOUND"), chinese);
    const empty = await named("");
    verdicts.judge("G10", REFUSES_PARAMETER.test(empty.code ?? "") && empty.code !== "MISSING_PARAMETER", empty);
    const surplus = await account.call("DescribeZones", { noSuchParameter: 1 });
    verdicts.judge("G11", is(surplus, 200), surplus);
    const nowhere = await account.call("DescribeImages", { pageNum: 1, pageSize: 1 });
    verdicts.judge("G12", nowhere.code === "MISSING_PARAMETER", nowhere);
    const odd = await account.call("DescribeImages", { zoneId, imageType: "NO_SUCH_TYPE" });
    verdicts.judge("G42", is(odd, 400, "INVALID_PARAMETER_VALUE"), odd);
    const noZone = await account.call("DescribeImages", { zoneId: "NOSUCH-Z" });
    verdicts.judge("G44", noZone.status === 404, noZone);
  });
}

async function askAboutLists(account: LiveAccount, zoneId: string, verdicts: Verdicts): Promise<void> {
  await verdicts.probe(["G14", "G27", "G32", "G33", "G39", "G41"], async () => {
    const none = await account.call("DescribeImages", { zoneId, imageType: "CUSTOM_IMAGE", imageIds: [NOTHING] });
    verdicts.judge("G14", is(none, 200) && none.response["totalCount"] === 0, none);
    const [common] = await account.list("DescribeImages", { zoneId, imageType: "PUBLIC_IMAGE" });
    const change = { imageIds: [common!["imageId"]], imageDescription: "not ours" };
    const refused = await account.call("ModifyImagesAttributes", change);
    verdicts.judge("G27", is(refused, 404, "INVALID_IMAGE_NOT_FOUND"), refused);
    const unknown = await account.call("DescribeImage", { imageId: NOTHING }, { apiVersion: "2023-03-13" });
    verdicts.judge("G32", is(unknown, 404, "INVALID_IMAGE_NOT_FOUND"), unknown);
    const nobody = await account.call("DescribeInstances", { instanceIds: [NOBODY] });
    verdicts.judge("G33", is(nobody, 200) && nobody.response["totalCount"] === 0, nobody);
    const past = await account.call("DescribeImages", { zoneId, pageNum: 999, pageSize: 100 });
    const isPastEmpty = (past.response["dataSet"] as unknown[] | undefined)?.length === 0;
    verdicts.judge("G39", is(past, 200) && isPastEmpty && Number(past.response["totalCount"]) > 0, past);
    const quotas = (await account.must("DescribeImageQuota"))["images"] as unknown[];
    verdicts.judge("G41", quotas.length > 1, quotas);
  });
}
