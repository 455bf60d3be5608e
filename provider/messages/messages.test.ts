import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { format } from "prettier";
import { hostileText, controlSequence } from "../../test/support/hostileText";
import * as allMessages from "./index";
import { ZenlayerError } from "../zenlayer/apiError";
import type { FailureDetail } from "../zenlayer/failureDetail";

/** Calls of messages that the examples made: what each message is made of. */
const calls = new Map<string, unknown[]>();
const messages = new Proxy(allMessages, {
  get(target, name: keyof typeof allMessages) {
    const message = target[name] as unknown;
    if (typeof message !== "function" || name === "UserError") return message;
    return (...args: unknown[]): unknown => {
      calls.set(`${name} ${calls.size}`, args);
      return (message as (...all: unknown[]) => unknown)(...args);
    };
  },
});

/** The page on which all messages stand side by side; rewritten here when it is stale. */
const PAGE = join(__dirname, "..", "..", "docs", "messages.md");

const refusal = (code: string, text = "the service's own text", status = 400, detail?: FailureDetail) =>
  new ZenlayerError({ action: "CreateImage", status, code, text, detail, requestId: "T69E3…", outcome: "rejected" });
const ambiguous = new ZenlayerError({
  action: "CreateImage",
  code: "TIMED_OUT",
  detail: { kind: "timedOut", host: "console.zenlayer.com", afterMs: 60_000 },
  outcome: "unknown",
});
const disk = { diskId: "d-7", diskName: "data", diskSize: 100 };
const running = {
  instanceId: "i-1",
  instanceName: "web",
  zoneId: "HKG-A",
  instanceStatus: "RUNNING",
  dataDisks: [disk],
};
const user = { ...running, imageId: "img-1" };
const userOf = (n: number) => ({ ...user, instanceId: `i-${n}`, instanceName: `web-${n}` });
const stopping = { ...running, instanceStatus: "STOPPING" };
const image = { imageId: "img-1", imageName: "web-1a2b3c4", imageType: "CUSTOM_IMAGE", imageStatus: "CREATING" };
const workingName = "web--z1nk4s2m7qdtb3a6xyz";
const unfinished = { ...image, imageName: workingName };
const failed = { ...unfinished, imageStatus: "UNAVAILABLE" };
const usable = { ...image, imageStatus: "AVAILABLE" };
const quota = { zoneId: "HKG-A", count: 5, maxCount: 5 };
const failedImage = { ...image, imageStatus: "UNAVAILABLE" };
const aVersion = { version: "2026-10", image: usable };
const slots = {
  versions: ["web-2026-08", "web-2026-09"],
  others: ["db-1", "db-2", "proxy"],
  keep: 1,
  freed: ["web-2026-08"],
};
const outlook = {
  creates: { imageName: "web-2026-10", instanceId: "i-1" },
  adopts: [],
  current: { imageName: "web-2026-10", before: "web-2026-09" },
  prunes: ["web-2026-06"],
  keeps: [{ imageName: "web-2026-05", reason: "inUse" } as const],
  slots: { zoneId: "HKG-A", maxCount: 5, before: 4, during: 5, after: 4 },
  hasLeftovers: false,
};
const idle = {
  ...{ adopts: [], prunes: [], keeps: [], hasLeftovers: false },
  current: { imageName: "web-2", before: "web-2" },
};
const restored = { imageName: "web-2026-10", image: { imageId: "img-1", imageName: "golden" }, isAdopted: false };
const wanted = { place: "zone HKG-A", zoneId: "HKG-A", instanceId: "i-1", imageName: "web-1a2b3c4" };
const state = { imageId: "img-1", imageName: "web-1a2b3c4", zoneId: "HKG-A", endpoint: "https://console.zenlayer.com" };
const takeover = { imageId: "img-1", resource: 'CustomImage "golden"', status: "wanted" } as const;
const inConfiguration = messages.inConfiguration(["accessKeyId", "accessKeyPassword"]);
const noon = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;

type Say = () => string | Error | undefined;
type Message = Exclude<keyof typeof messages, "UserError" | (typeof PARTS)[number]>;

/** Words that messages are made of, and that are no message by themselves. */
const PARTS = [
  "placeOf",
  "sentenceOf",
  "inConfiguration",
  "inEnvironment",
  "inProfile",
  "reference",
  "reasonOf",
  "mention",
  "noReason",
  "resourceNamed",
] as const;

/** Every message with an example or more; a message without one is a type error. */
const EXAMPLES: Record<string, Partial<Record<Message, Say[]>>> = {
  "Settings and credentials": {
    unknownSetting: [
      () => messages.unknownSetting("preflite", "the stack configuration (zenlayer:)", ["preflight", "profile"]),
    ],
    badSetting: [
      () =>
        messages.badSetting(
          "preflight",
          "maybe",
          'must be one of "warn", "error", "off"',
          messages.inConfiguration(["preflight"]),
        ),
    ],
    badEndpoint: [
      () => messages.badEndpoint("https://host/path", "it has a path", messages.inEnvironment(["ZENLAYER_ENDPOINT"])),
    ],
    insecureEndpoint: [
      () => messages.insecureEndpoint("http://10.0.0.1", messages.inEnvironment(["ZENLAYER_ENDPOINT"])),
    ],
    badProxy: [messages.badProxy],
    badProxyLogin: [messages.badProxyLogin],
    badProfileFile: [() => messages.badProfileFile("/home/me/.zenlayer/credentials.json", "it is not JSON")],
    credentialsIncomplete: [
      () => messages.credentialsIncomplete(inConfiguration, "zenlayer:accessKeyId", "zenlayer:accessKeyPassword"),
    ],
    credentialsUnusable: [() => messages.credentialsUnusable(inConfiguration, "zenlayer:accessKeyPassword")],
    profileUnknown: [() => messages.profileUnknown("ci", messages.inEnvironment(["ZENLAYER_PROFILE"]), ["default"])],
    secretInPlainText: [() => messages.secretInPlainText("zenlayer:accessKeyPassword")],
    noCredentials: [() => messages.noCredentials()],
  },
  "The network": {
    connectionRefused: [() => messages.connectionRefused("127.0.0.1:18080")],
    hostNotFound: [() => messages.hostNotFound("consol.zenlayer.com")],
    hostNotResolved: [() => messages.hostNotResolved("console.zenlayer.com")],
    hostUnreachable: [() => messages.hostUnreachable("console.zenlayer.com")],
    notConnectedInTime: [() => messages.notConnectedInTime("console.zenlayer.com", 60_000)],
    notConnected: [() => messages.notConnected("console.zenlayer.com", "ECONNRESET")],
    timedOut: [() => messages.timedOut("console.zenlayer.com", 60_000)],
    connectionLost: [() => messages.connectionLost("console.zenlayer.com", "ECONNRESET")],
    certificateNotTrusted: [() => messages.certificateNotTrusted("console.zenlayer.com", "SELF_SIGNED_CERT_IN_CHAIN")],
    notTls: [() => messages.notTls("console.zenlayer.com")],
    proxyRefused: [() => messages.proxyRefused("proxy:3128", "console.zenlayer.com", "407")],
  },
  "Responses that do not come from the API": {
    htmlResponse: [() => messages.htmlResponse("https://example.com", 200)],
    emptyResponse: [() => messages.emptyResponse("https://example.com", 200)],
    notJson: [() => messages.notJson("https://example.com", 200)],
    noEnvelope: [() => messages.noEnvelope("https://example.com")],
    failureWithoutCode: [() => messages.failureWithoutCode("https://example.com", 400)],
    redirected: [() => messages.redirected("https://example.com", "https://www.example.com")],
    responseTooLong: [messages.responseTooLong],
    unexpectedResponse: [() => messages.unexpectedResponse("imageId is missing")],
    securityChallenge: [() => messages.securityChallenge("https://console.zenlayer.com")],
    requestBlocked: [() => messages.requestBlocked("https://console.zenlayer.com")],
  },
  "Errors of the API": {
    explain: [
      () => messages.explain(refusal("AUTHFAILURE_SIGNATURE_FAILURE", "", 401), inConfiguration),
      () =>
        messages.explain(
          refusal("AUTHFAILURE_INVALID_AUTHORIZATION", "", 401),
          messages.inEnvironment(["ZENLAYER_TOKEN"]),
        ),
      () =>
        messages.explain(refusal("AUTHFAILURE_UNAUTHORIZED_OPERATION", "not allowed", 401), messages.inProfile("ci")),
      () =>
        messages.explain(
          refusal("AUTHFAILURE_SIGNATURE_EXPIRED", "expired", 401, { kind: "clockOff", aheadMs: 6 * MINUTE }),
          inConfiguration,
        ),
      () => messages.explain(refusal("REQUEST_LIMIT_EXCEEDED", "", 429), inConfiguration),
      () => messages.explain(refusal("INTERNAL_SERVER_ERROR", "internal error", 500), inConfiguration),
      () => messages.explain(refusal("A_CODE_NOBODY_KNOWS", "what the service says"), inConfiguration),
    ],
    throttled: [messages.throttled],
    rejectedWithoutReason: [messages.rejectedWithoutReason],
    clockOff: [() => messages.clockOff("the request has expired", 6 * MINUTE)],
  },
  "Input errors": {
    unknownProperty: [() => messages.unknownProperty("imagename", ["instanceId", "imageName"])],
    wrongType: [() => messages.wrongType("imageName", 5, "string")],
    empty: [
      () => messages.empty("instanceId", { isRequired: false }),
      () => messages.empty("imageName", { isRequired: false }),
      () => messages.empty("version", { isRequired: true }),
    ],
    tooShort: [() => messages.tooShort("imageName", "a", 2)],
    tooLong: [() => messages.tooLong("imageName", "a".repeat(25), 24)],
    unfitName: [() => messages.unfitName("imageName", "my image", 2)],
    unfitReference: [() => messages.unfitReference("adoptImageId", "HKG-A/")],
    notOneOf: [() => messages.notOneOf("imageType", "MINE", ["CUSTOM_IMAGE", "PUBLIC_IMAGE"])],
    outOfRange: [
      () => messages.outOfRange("keep", 25, { type: "integer", minimum: 1, maximum: 20 }),
      () => messages.outOfRange("pollIntervalSeconds", 0, { type: "number", minimum: 0.01, maximum: 3600 }),
    ],
    invalid: [() => messages.invalid("zoneIds", "must NOT have duplicate items")],
    nameRequired: [messages.nameRequired],
    unfitEnforcedName: [() => messages.unfitEnforcedName(messages.unfitName("imageName", "my image", 2))],
    instanceRequired: [() => messages.instanceRequired(), () => messages.instanceRequired("img-a1b2c3d4")],
  },
  "Preview findings": {
    finding: [() => messages.finding("web", messages.notStopped(running), "CustomImage")],
    preflightSkipped: [() => messages.preflightSkipped(messages.connectionRefused("127.0.0.1:18080"))],
    lockedOut: [() => messages.lockedOut('Zenlayer does not accept the access key from profile "ci"')],
    noSuchInstanceText: [
      () => messages.noSuchInstanceText("i-9", "zone"),
      () => messages.noSuchInstanceText("1234567890123456789", "account"),
    ],
    notStopped: [() => messages.notStopped(running)],
    zoneWithoutImages: [() => messages.zoneWithoutImages("SIN-E")],
    noFreeSlots: [() => messages.noFreeSlots(quota), () => messages.noFreeSlots({ ...quota, count: 4 }, 2)],
    namesakes: [() => messages.namesakes("web", "zone HKG-A", [usable])],
    willPowerOff: [() => messages.willPowerOff(running, { forced: true })],
    stoppedAlready: [() => messages.stoppedAlready({ ...running, instanceStatus: "STOPPED" })],
    beingImaged: [() => messages.beingImaged({ ...running, instanceStatus: "IMAGING" })],
    dataDisksLeftOut: [() => messages.dataDisksLeftOut(running)],
    replacedInUse: [() => messages.replacedInUse("img-1", [user, userOf(2)])],
  },
  "Creating an image": {
    noSuchInstance: [() => messages.noSuchInstance("i-9", "zone")],
    uncheckedInputs: [messages.uncheckedInputs],
    createRejected: [
      () =>
        messages.createRejected(refusal("UNSUPPORTED_OPERATION_INSTANCE_STATE_STARTING"), wanted, {
          instance: running,
        }),
      () => messages.createRejected(refusal("LIMIT_EXCEEDED_IMAGE_QUOTA"), wanted, { quota }),
      () => messages.createRejected(refusal("LIMIT_EXCEEDED_IMAGE_QUOTA"), wanted, {}),
      () => messages.createRejected(refusal("UNSUPPORTED_OPERATION_ZONE_NOT_SUPPORT"), wanted, {}),
      () => messages.createRejected(refusal("UNSUPPORTED_OPERATION_DISK_UNAVAILABLE"), wanted, {}),
      () => messages.createRejected(refusal("UNSUPPORTED_OPERATION_DISK_MAKING_IMAGE"), wanted, {}),
      () => messages.createRejected(refusal("OPERATION_DENIED_INSTANCE_RECYCLED"), wanted, {}),
      () => messages.createRejected(refusal("INVALID_IMAGE_QUOTA_EXCEED"), wanted, {}),
      () => messages.createRejected(refusal("OPERATION_DENIED_GPU_INSTANCE_NOT_SUPPORT"), wanted, {}),
    ],
    createTimedOut: [() => messages.createTimedOut("i-1", ambiguous)],
    createKeepsFailing: [() => messages.createKeepsFailing(wanted, ambiguous, 3)],
    notNamedYet: [() => messages.notNamedYet("img-1", "web-1a2b3c4")],
    imageFailed: [() => messages.imageFailed("img-1")],
    imageVanished: [() => messages.imageVanished("img-1", "zone HKG-A")],
    stillCreating: [() => messages.stillCreating("img-1", "CREATING", 3_600_000)],
    waitInterrupted: [() => messages.waitInterrupted("img-1", "CREATING")],
    lostContact: [() => messages.lostContact("img-1", "CREATING", messages.connectionRefused("127.0.0.1:18080"))],
    canceled: [messages.canceled],
  },
  "Images that are not finished": {
    workingNameDeclared: [messages.workingNameDeclared],
    willContinue: [() => messages.willContinue(unfinished)],
    continues: [() => messages.continues(unfinished)],
    willDeleteFailed: [() => messages.willDeleteFailed(failed)],
    deletedFailed: [() => messages.deletedFailed(failed)],
    failedNotDeleted: [() => messages.failedNotDeleted(failed, "DeleteImages failed: no")],
    severalUnfinishedText: [() => messages.severalUnfinishedText([unfinished, { ...unfinished, imageId: "img-2" }])],
    severalUnfinished: [() => messages.severalUnfinished([unfinished, { ...unfinished, imageId: "img-2" }])],
    otherUnfinished: [() => messages.otherUnfinished([unfinished])],
    earlierStillCreating: [
      () => messages.earlierStillCreating(unfinished, messages.stillCreating("img-1", "CREATING", 5_000)),
    ],
    finishedByOther: [() => messages.finishedByOther(unfinished, "web-1a2b3c4")],
    continuedElsewhere: [() => messages.continuedElsewhere("img-1", "web-1a2b3c4")],
    notDeletedContinuedElsewhere: [() => messages.notDeletedContinuedElsewhere("img-1", "web-1a2b3c4")],
    notRenamed: [() => messages.notRenamed("img-1", "web-1a2b3c4", "ModifyImagesAttributes failed: no")],
    createUnknown: [
      () =>
        messages.createUnknown(wanted, workingName, ambiguous, {
          wasImaging: false,
          waitedMs: 30_000,
          unreadable: "no network",
        }),
      () => messages.createUnknown(wanted, workingName, ambiguous, { wasImaging: true, waitedMs: 30_000 }),
    ],
    createUnknownThenRefused: [
      () => messages.createUnknownThenRefused({ ...wanted, workingName }, ambiguous, "Cannot create the image: no."),
    ],
    continuedByThisRun: [() => messages.continuedByThisRun("img-1")],
    adoptNeedsInstance: [() => messages.adoptNeedsInstance(unfinished)],
    workingNameOfVersion: [() => messages.workingNameOfVersion("web", `z1n${"a2".repeat(8)}`)],
    otherStacksUnfinished: [() => messages.otherStacksUnfinished({ ...usable, imageName: "web-z1nabcdefghijklmnop" })],
    adoptUnfinished: [() => messages.adoptUnfinished(unfinished)],
    importUnfinished: [() => messages.importUnfinished(unfinished)],
    notAdopted: [() => messages.notAdopted("img-1", messages.waitInterrupted("img-1", "CREATING"))],
  },
  "The instance of an image": {
    doesNotStop: [
      () => messages.doesNotStop(stopping, { forced: false }),
      () => messages.doesNotStop(stopping, { forced: true }),
    ],
    doesNotStart: [() => messages.doesNotStart({ ...running, instanceStatus: "BOOTING" })],
    notStarted: [() => messages.notStarted("i-1", "StartInstances failed: no")],
    startNotSeen: [() => messages.startNotSeen("i-1", "DescribeInstances failed: no")],
    leftStopped: [() => messages.leftStopped("i-1", "StartInstances failed: no")],
    startsLater: [() => messages.startsLater("i-1")],
  },
  "Changing, reading, deleting": {
    cannotChange: [() => messages.cannotChange("img-1", "ModifyImagesAttributes failed: no")],
    becameUnavailable: [
      () => messages.becameUnavailable({ imageId: "img-1", imageName: "web", imageStatus: "UNAVAILABLE" }),
    ],
    dropped: [() => messages.dropped(state, "zone HKG-A")],
    droppedWhileStopped: [() => messages.droppedWhileStopped("i-1", "img-1")],
    unreadableImages: [
      () =>
        messages.unreadableImages("zone HKG-A", messages.unexpectedResponse("image img-9: imageName is missing"), 0),
      () =>
        messages.unreadableImages("zone HKG-A", messages.unexpectedResponse("image img-9: imageName is missing"), 2),
    ],
    notVisible: [
      () => messages.notVisible(state, state.endpoint, inConfiguration),
      () => messages.notVisible(state, "http://127.0.0.1:18080", inConfiguration),
    ],
    noSuchImage: [() => messages.noSuchImage("img-9", "any zone", "zone")],
    unlistedImage: [
      () => messages.unlistedImage({ imageId: "img-9" }),
      () => messages.unlistedImage({ imageId: "img-9", zoneId: "SIN-A" }),
    ],
    publicImage: (["zone", "account"] as const).map(
      (scope) => () => messages.publicImage({ ...usable, imageType: "PUBLIC_IMAGE", imageName: "Ubuntu 22.04" }, scope),
    ),
    cannotDelete: [() => messages.cannotDelete("img-1", "DeleteImages failed: no")],
    deleteInterrupted: [() => messages.deleteInterrupted("img-1")],
    stillBusy: [() => messages.stillBusy("img-1", "CREATING"), () => messages.stillBusy("image-1", "SYNCING")],
    stillListed: [() => messages.stillListed("img-1")],
    alreadyDeleted: [() => messages.alreadyDeleted("img-1", "zone HKG-A")],
    deletedInUse: [
      () => messages.deletedInUse("img-1", "web-1a2b3c4", [user]),
      () =>
        messages.deletedInUse(
          "img-1",
          "web-1a2b3c4",
          Array.from({ length: 7 }, (_, n) => userOf(n)),
        ),
    ],
  },
  Adoption: {
    importAndAdopt: [() => messages.importAndAdopt("web", "CustomImage")],
    noImageToAdopt: [
      () => messages.noImageToAdopt("img-9", "zone SIN-A", "zone"),
      () => messages.noImageToAdopt("image-9", "the account", "account"),
    ],
    adoptedFailed: [() => messages.adoptedFailed({ ...image, imageStatus: "UNAVAILABLE" })],
    borrowedDiffers: [() => messages.borrowedDiffers(image, { imageName: "db" }, ["imageName"])],
    adoptedMeanwhile: [
      () => messages.adoptedMeanwhile("img-1", takeover.resource),
      () => messages.adoptedMeanwhile("img-1", undefined),
    ],
    notTakenOver: [
      () => messages.notTakenOver(takeover),
      () => messages.notTakenOver({ ...takeover, status: "failed", reason: messages.importDiffers(["imageName"]) }),
      () => messages.notTakenOver({ ...takeover, status: "read" }),
      () => messages.notTakenOver({ ...takeover, resource: 'ZecImageFamily "golden"' }),
      () => messages.notTakenOver({ ...takeover, abandoned: true }),
    ],
    importDiffers: [() => messages.importDiffers(["imageName", "imageDescription"])],
    takeoversUnreadable: [
      () => messages.takeoversUnreadable("img-1", "/home/me/.pulumi/zenlayer-runs/1.jsonl", "permission denied"),
    ],
    takeoverUnshared: [() => messages.takeoverUnshared(takeover, "EROFS: read-only file system")],
    ownedFromNowOn: [() => messages.ownedFromNowOn("img-1")],
    ownedTwice: [() => messages.ownedTwice("img-1", ['CustomImage "web"', 'CustomImage "golden"'])],
  },
  "Image families": {
    versionNeeded: [messages.versionNeeded],
    familyNameNeeded: [messages.familyNameNeeded],
    familyRenamed: [() => messages.familyRenamed("web", "shop")],
    unfitLabel: [() => messages.unfitLabel("2026.10")],
    unfitZecLabel: [() => messages.unfitZecLabel("2026-10-")],
    labelTooLong: [() => messages.labelTooLong("web-server-of-the-shop", "2026-10", 1, 24)],
    keepTooLow: [() => messages.keepTooLow("2026-10", "2026-09")],
    versionNeedsInstance: [() => messages.versionNeedsInstance("2026-10")],
    familyRefused: [
      () => messages.familyRefused("web", { kind: "forgotten", label: "2026-07" }),
      () => messages.familyRefused("web", { kind: "unknown", label: "2026-12", known: ["2026-10", "2026-09"] }),
      () => messages.familyRefused("web", { kind: "unusable", version: { version: "1", image: failedImage } }),
      () => messages.familyRefused("web", { kind: "otherImage", version: aVersion, reference: "img-9" }),
      () => messages.familyRefused("web", { kind: "otherLabel", version: aVersion, label: "2026-11" }),
      () => messages.familyRefused("web", { kind: "noInstance", label: "2026-10" }),
    ],
    familyError: [() => messages.familyError(messages.otherZone("web", "HKG-A", "instance i-9", "SIN-A"))],
    otherZone: [() => messages.otherZone("web", "HKG-A", "instance i-9", "SIN-A")],
    versionExists: [() => messages.versionExists("web", "2026-10", "zone HKG-A", [usable])],
    noSlotForVersion: [
      () => messages.noSlotForVersion("web", "2026-10", quota, slots),
      () => messages.noSlotForVersion("web", "2026-10", quota, { ...slots, versions: [], freed: [] }),
    ],
    versionNotAdopted: [
      () => messages.versionNotAdopted("web", "2026-10", "img-9", "There is no image img-9 in any zone to adopt."),
    ],
    noImageForVersion: [
      () => messages.noImageForVersion("image-9", undefined, "account"),
      () => messages.noImageForVersion("img-9", "HKG-A", "zone"),
    ],
    failedForVersion: [() => messages.failedForVersion("img-9")],
    importFamily: [() => messages.importFamily("web", "ImageFamily")],
    familyIdIncomplete: [() => messages.familyIdIncomplete("web")],
    noSuchFamily: [() => messages.noSuchFamily("zone HKG-A", "web")],
    willMovePointer: [() => messages.willMovePointer("web", "2026-09", "2026-10")],
    familyOutlook: [
      () => messages.familyOutlook(outlook),
      () => messages.familyOutlook({ ...outlook, creates: undefined, prunes: [], keeps: [], slots: undefined }),
      () =>
        messages.familyOutlook({
          ...{ adopts: [], prunes: [], keeps: [], current: { imageName: "web-2", before: "web-2" } },
          ...{ changes: { names: ["regions", "tags"], imageNames: ["web-1", "web-2"] }, hasLeftovers: false },
        }),
      () => messages.familyOutlook({ ...idle, restores: [{ ...restored, properties: ["description"] }] }),
      () => messages.familyOutlook({ ...idle, restores: [{ ...restored, properties: ["name", "description"] }] }),
      () => messages.familyOutlook({ ...idle, restores: [{ ...restored, properties: ["name"], isAdopted: true }] }),
      () => messages.familyOutlook({ ...idle, hasLeftovers: true }),
      () => messages.familyOutlook(idle),
    ],
    willDeleteAbandoned: [() => messages.willDeleteAbandoned(image)],
    deletesAbandoned: [() => messages.deletesAbandoned(image, { hasStopped: true })],
    keptInUse: [() => messages.keptInUse(usable, [user]), () => messages.keptInUse(usable, [user, userOf(2)])],
    notPruned: [() => messages.notPruned("web", "DescribeInstances failed: no")],
    notPrunedWithout: [() => messages.notPrunedWithout("web-2026-10")],
    versionDeletedInUse: [() => messages.versionDeletedInUse("web", usable, [user])],
    familyNotDeleted: [
      () => messages.familyNotDeleted("web", "2026-09", "DeleteImages failed: no", ["2026-09", "2026-10"]),
    ],
    versionGone: [() => messages.versionGone("web", aVersion)],
    versionUnfinished: [() => messages.versionUnfinished(image)],
    pruningDue: [() => messages.pruningDue("web")],
  },
  Functions: {
    wrongArguments: [() => messages.wrongArguments("getImage", [messages.empty("imageId", { isRequired: false })])],
    idOrName: [
      () => messages.idOrName("getImage", {}),
      () => messages.idOrName("getImage", { imageId: "img-1", imageName: "web" }),
    ],
    notExactlyOne: [
      () => messages.notExactlyOne({ imageName: "web" }, [state, { ...state, imageId: "img-2" }]),
      () => messages.notExactlyOne({ imageId: "img-9", zoneId: "HKG-A" }, []),
    ],
    providerNotKnown: [() => messages.providerNotKnown()],
    zonesDiffer: [() => messages.zonesDiffer("getImage", "HKG-A/img-9", "SIN-A")],
    imageIdRequired: [
      () => messages.imageIdRequired("getImageUsers"),
      () => messages.imageIdRequired("getZecImageUsers"),
    ],
    mockFailed: [() => messages.mockFailed("zenlayer:index:getImage")],
    badPattern: [() => messages.badPattern("(", "Unterminated group")],
  },
  "Progress (shown while a call waits)": {
    imageProgress: [
      () => messages.imageProgress(image, noon, noon + 60 * MINUTE),
      () => messages.imageProgress(image, undefined, noon + 60 * MINUTE),
      () => messages.imageProgress(usable, noon, noon),
    ],
    confirmingRunEnded: [() => messages.confirmingRunEnded(unfinished, noon)],
    lookingForImage: [() => messages.lookingForImage(ambiguous, 30_000)],
    creationWaits: [
      () => messages.creationWaits("i-1"),
      () => messages.creationWaits("i-1", refusal("OPERATION_DENIED_INSTANCE_IN_OPERATION")),
    ],
    stopping: [() => messages.stopping(running)],
    forcingPowerOff: [() => messages.forcingPowerOff(stopping)],
    starting: [() => messages.starting(running)],
    waitingForInstance: [() => messages.waitingForInstance(stopping, noon)],
    waitsAfterCancel: [
      () => messages.waitsAfterCancel(stopping, noon),
      () => messages.waitsAfterCancel({ ...running, instanceStatus: "IMAGING" }, noon),
    ],
    waitsToDelete: [
      () => messages.waitsToDelete("img-1", "CREATING", noon),
      () => messages.waitsToDelete("image-1", "SYNCING", noon),
    ],
    contactLost: [
      () => messages.contactLost("zone HKG-A", noon),
      () => messages.contactLost("instance i-1", undefined),
    ],
    contactBack: [() => messages.contactBack("zone HKG-A")],
    creatingVersion: [() => messages.creatingVersion("web-2026-10", "i-1")],
    adoptingVersion: [() => messages.adoptingVersion("img-9", "web-2026-10")],
    finishingVersion: [() => messages.finishingVersion("web-2026-10")],
    repairingVersion: [
      () =>
        messages.repairingVersion("web-2026-10", restored.image, {
          properties: ["name", "description"],
          inputs: [],
        }),
      () => messages.repairingVersion("web-2026-10", restored.image, { properties: [], inputs: ["regions", "tags"] }),
    ],
    pruningVersion: [() => messages.pruningVersion("web-2026-06")],
    deletingFailed: [() => messages.deletingFailed("web-2026-10")],
    deletingVersion: [() => messages.deletingVersion("web-2026-06", 1, 3)],
    waitingForAbandoned: [() => messages.waitingForAbandoned(image)],
  },
  "The plugin": {
    foundInPreview: [() => messages.foundInPreview([messages.notStopped(running)])],
    unknownType: [() => messages.unknownType("zenlayer:index:Disk", ["zenlayer:index:CustomImage"])],
    notListed: [() => messages.notListed("zenlayer:index:ImageFamily")],
    unknownFunction: [() => messages.unknownFunction("zenlayer:index:getDisk", ["zenlayer:index:getImage"])],
  },
  "The process": {
    engineGone: [messages.engineGone],
    bundled: [messages.bundled],
    presentable: [() => messages.presentable("an impossible thing", undefined)],
  },
  "Elastic Compute": {
    unfitZecName: [() => messages.unfitZecName("imageName", "-web")],
    unfitZecReference: [() => messages.unfitZecReference("adoptImageId", "a b")],
    unfitTag: [() => messages.unfitTag("env", 64)],
    tooManyTags: [() => messages.tooManyTags(21, 20)],
    noRegion: [messages.noRegion],
    unfitRegion: [messages.unfitRegion],
    contradictingRegion: [() => messages.contradictingRegion("asia-east-1")],
    withoutSourceRegion: [() => messages.withoutSourceRegion("asia-east-1")],
    unknownRegion: [() => messages.unknownRegion("asia-east-9", ["asia-east-1", "SHA"])],
    gpuInstance: [() => messages.gpuInstance("zec-gpu", "z3a.g.C49.c8m32.1")],
    copyProgress: [
      () =>
        messages.copyProgress(
          { imageId: "image-1", imageName: "web" },
          [
            { regionId: "asia-southeast-1", queued: false, stage: "TRANSFERRING", percent: 45.25 },
            { regionId: "europe-central-1", queued: true },
            { regionId: "SEA-A", queued: false, error: "no capacity" },
          ],
          0,
        ),
    ],
    removingRegions: [() => messages.removingRegions("image-1", ["SEA-A"])],
    regionFailed: [() => messages.regionFailed("image-1", "SEA-A", "no capacity")],
    regionsNotRemoved: [() => messages.regionsNotRemoved("image-1", ["asia-east-1"])],
    regionsUnfinished: [() => messages.regionsUnfinished("image-1", ["SEA-A", "-asia-east-1"], messages.noTimeLeft())],
    noTimeLeft: [() => messages.noTimeLeft(), () => messages.noTimeLeft("SYNCING")],
    copiesGone: [() => messages.copiesGone(["SEA-A"])],
    stillInRegions: [() => messages.stillInRegions(["SEA-A"])],
    notChangedTo: [() => messages.notChangedTo("image-1", "the tags", "ModifyResourceTags failed: no")],
    borrowedLabelsDiffer: [() => messages.borrowedLabelsDiffer("image-1", ["tags", "regions"])],
    notExactlyOneZecImage: [() => messages.notExactlyOneZecImage({ imageName: "web" }, [])],
  },
};

const named = Object.values(EXAMPLES).flatMap((section) => Object.keys(section));
const said = Object.entries(EXAMPLES).flatMap(([section, examples]) =>
  Object.entries(examples).flatMap(([name, says]) => says.map((say, at) => ({ section, name, at, text: textOf(say) }))),
);

function textOf(say: Say): string {
  const message = say();
  return message instanceof Error ? message.message : (message ?? "");
}

it("shows every message", () => {
  const parts: readonly string[] = [...PARTS, "UserError"];
  const all = Object.keys(messages).filter((name) => !parts.includes(name));
  expect([...named].sort()).toEqual(all.sort());
});

it.each(said)("$name ($at) is a whole text", ({ text }) => {
  expect(text.length).toBeGreaterThan(10);
  expect(text).not.toMatch(/undefined|null|NaN|\[object|\s\s|\.\.(?!\.)/);
});

it("is on the page as the user sees it", async () => {
  const page = await format(render(), { parser: "markdown", printWidth: 120 });
  const before = readFileSync(PAGE, { encoding: "utf8", flag: "a+" });
  if (before !== page) writeFileSync(PAGE, page);
  expect(before).toBe(page); // fails once when messages have changed: the page is rewritten, commit it
});

it("shows a mistake of the user's without a stack, and one of ours with it", () => {
  expect(messages.idOrName("getImage", {}).stack).toBe("");
  expect(messages.presentable(refusal("X"), "here")).toBeInstanceOf(messages.UserError);
  const ours = messages.presentable(new TypeError("x is not a function"), undefined);
  expect(ours.message).toMatch(/Please report it at https:.*TypeError: x is not a function\n +at /s);
});

/** The messages of several lines: the lines are ours. */
const SEVERAL_LINES = ["foundInPreview", "presentable"];

test("whatever a message quotes, there is nothing in it that a terminal or Pulumi obeys", () => {
  const made = [...calls].map(([key, args]) => ({ name: key.split(" ")[0] as keyof typeof allMessages, args }));
  expect(new Set(made.map(({ name }) => name)).size).toBeGreaterThanOrEqual(named.length);
  let turn = 0;
  const spoil = (value: unknown, texts: string[]): unknown => {
    const next = (): string => texts[turn++ % texts.length]!;
    if (typeof value === "string") return next();
    if (Array.isArray(value)) return value.map((entry) => spoil(entry, texts));
    if (value instanceof ZenlayerError) {
      return new ZenlayerError({ ...value, text: next(), detail: spoilDetail(value.detail, texts) });
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, spoil(entry, texts)]));
  };
  const spoilDetail = (detail: FailureDetail | undefined, texts: string[]): FailureDetail | undefined =>
    detail && ({ ...(spoil(detail, texts) as FailureDetail), kind: detail.kind } as FailureDetail);
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 3, maxLength: 3 }), (texts) => {
      for (const { name, args } of made) {
        const message = allMessages[name] as (...all: unknown[]) => string | Error | undefined;
        const said = textOf(() => message(...args.map((arg) => spoil(arg, texts))));
        const lines = SEVERAL_LINES.includes(name) ? said.split("\n") : [said];
        const harmful = lines.find((line) => controlSequence.test(line));
        if (harmful !== undefined) expect({ name, harmful }).toEqual({ name });
      }
    }),
    { numRuns: 200 },
  );
});

function render(): string {
  const sections = Object.entries(EXAMPLES).map(([section, examples]) => {
    const rows = Object.entries(examples).flatMap(([name, says]) =>
      says.map((say) => `- \`${name}\`: ${textOf(say).split("\n")[0]}`),
    );
    return `## ${section}\n\n${rows.join("\n")}`;
  });
  const intro =
    "Every message of the provider, each with an example: what happened, why, what to do, then the API's code and " +
    "the id of the request, which Zenlayer support asks for. Pulumi puts the resource before the message, and before an input error " +
    "the property. This page is written by a test (`provider/messages/messages.test.ts`).";
  return `# Messages\n\n${intro}\n\n${sections.join("\n\n")}\n`;
}
