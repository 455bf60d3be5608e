import * as messages from "../messages";
import type { Session } from "../session";
import type { InstanceInfo } from "../zenlayer/types";
import { adopt } from "./adopt";
import { createImageOnce, type CreatedImage } from "./createImageOnce";
import type { Context } from "./context";
import { waitAndRestartInstance } from "./waitAndRestartInstance";
import type { InstanceLease } from "./instanceLease";
import { compact, echoInputs, isBorrowed, type CheckedInputs, type ImageState } from "./state";
import { timeoutMs } from "./timeouts";

export interface Created {
  id: string;
  outs: ImageState;
}

/**
 * Makes the image, or takes an existing one where `adoptImageId` says so, and waits until it is usable.
 * @throws UserError before there is an image: nothing was made
 * @throws PartialFailure once there is one: the engine keeps its id, and the next `up` goes on with it
 */
export async function create(ctx: Context, inputs: CheckedInputs): Promise<Created> {
  const session = ctx.session();
  if (isBorrowed(inputs)) return adopt(ctx, session, inputs);
  const deadline = ctx.clock.now() + timeoutMs("create", inputs.__timeouts);
  if (!isComplete(inputs)) throw messages.uncheckedInputs();
  return ctx.process.machines.hold(ctx, session, inputs.instanceId, false, async (machine) => {
    const state = await make(ctx, session, machine, inputs, deadline);
    const outs = await waitAndRestartInstance(ctx, session, machine, state, deadline - ctx.clock.now());
    return { id: outs.imageId, outs };
  });
}

type Complete = CheckedInputs & { instanceId: string; imageName: string };

/** As check leaves the inputs of an image that is to be made. */
const isComplete = (inputs: CheckedInputs): inputs is Complete =>
  inputs.instanceId !== undefined && inputs.imageName !== undefined;

/** Everything up to the moment when the image has an id. Leaves the machine as it was if there will be none. */
async function make(
  ctx: Context,
  session: Session,
  machine: InstanceLease,
  inputs: Complete,
  deadline: number,
): Promise<ImageState> {
  const instance = await prepare(machine, inputs, deadline);
  const { zoneId } = instance;
  const { instanceId, imageName, imageDescription } = inputs;
  const made = await createImageOnce(ctx, session, { zoneId, instanceId, imageName, imageDescription }, deadline);
  return newState(session, inputs, zoneId, made);
}

/** The machine, ready to be imaged as far as we may make it so. */
async function prepare(machine: InstanceLease, inputs: CheckedInputs, deadline: number): Promise<InstanceInfo> {
  const instance = await machine.settle(deadline);
  if (instance === undefined) throw messages.noSuchInstance(machine.instanceId);
  // A running machine that we may not stop is left to the service to refuse: what we know of it may be old.
  const mayStop = inputs.stopInstance === true && instance.instanceStatus === "RUNNING";
  if (mayStop) await machine.stop(instance, inputs.forceShutdown === true, deadline);
  return instance;
}

/** Outputs of an image that was asked for this very moment, and that no list has shown yet. */
function newState(session: Session, inputs: Complete, zoneId: string, made: CreatedImage): ImageState {
  const told: ImageState = {
    imageName: inputs.imageName,
    imageDescription: inputs.imageDescription,
    imageId: made.imageId,
    zoneId,
    imageStatus: "CREATING",
    imageType: "CUSTOM_IMAGE",
    createRequestId: made.requestId,
    createdAt: new Date(made.askedAt).toISOString(),
    endpoint: session.settings.endpoint,
    __record: { keyFingerprint: session.keyFingerprint },
  };
  return compact(told, echoInputs(inputs));
}
