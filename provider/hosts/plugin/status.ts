import type { Metadata, ServiceError } from "@grpc/grpc-js";
import { PartialFailure } from "../../customImage";
import { UserError } from "../../messages";
import { Any, grpc, messages, Status } from "./protocol";
import { toStruct } from "./values";

/** A resource exists but something is wrong with it: the engine saves these properties and shows the reasons. */
export interface InitFailure {
  id: string;
  properties: object;
  reasons: string[];
  /** Inputs that match the properties; for a read. */
  inputs?: object;
}

/** A gRPC error that carries an {@link InitFailure}. */
export class InitFailed extends Error {
  constructor(readonly failure: InitFailure) {
    super(failure.reasons.join(" "));
  }
}

type StatusError = Pick<ServiceError, "code" | "message" | "details" | "metadata">;

/** An error as gRPC sends it. */
export function statusOf(error: unknown): StatusError {
  if (error instanceof PartialFailure || error instanceof InitFailed) {
    const failure = error instanceof InitFailed ? error.failure : error;
    return status(grpc.status.UNKNOWN, error.message, withDetails(error.message, failure));
  }
  const { message } = error as Error;
  // The engine takes an unknown or internal error as a sign that its state may be wrong. A user error is not such a
  // sign.
  const code = error instanceof UserError ? grpc.status.FAILED_PRECONDITION : grpc.status.INTERNAL;
  return status(code, message, new grpc.Metadata());
}

const status = (code: number, message: string, metadata: Metadata): StatusError => ({
  code,
  message,
  details: message,
  metadata,
});

/** gRPC for Node.js has no way to send details, so they go where the engine's gRPC looks for them. */
function withDetails(message: string, failure: InitFailure): Metadata {
  const detail = new messages.ErrorResourceInitFailed();
  detail.setId(failure.id);
  detail.setProperties(toStruct(failure.properties));
  detail.setReasonsList(failure.reasons);
  if (failure.inputs) detail.setInputs(toStruct(failure.inputs));
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const all = new Status();
  all.setCode(grpc.status.UNKNOWN);
  all.setMessage(message);
  all.addDetails(any);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(all.serializeBinary()));
  return metadata;
}
