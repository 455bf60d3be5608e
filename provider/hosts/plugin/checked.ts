import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { Failure } from "../../schemaValidation";
import { messages } from "./protocol";
import { toStruct } from "./values";

/** The response to a check. */
export function checked(inputs: object, failures: Failure[]): pb.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(toStruct(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) => new messages.CheckFailure().setProperty(property).setReason(reason)),
  );
  return response;
}
