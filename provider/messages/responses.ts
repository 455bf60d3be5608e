import { sanitize } from "../zenlayer/sanitize";

export const htmlAnswer = (endpoint: string, status: number): string =>
  sanitize(
    `${endpoint} answers with a web page (HTTP status ${status}) and not as the Zenlayer API. Check the endpoint, and ` +
      "whether a proxy or a sign-in page stands in between",
  );

export const emptyAnswer = (endpoint: string, status: number): string =>
  sanitize(`${endpoint} answers with nothing (HTTP status ${status})`);

export const brokenAnswer = (endpoint: string, status: number): string =>
  sanitize(
    `${endpoint} answers with something that is not JSON (HTTP status ${status}). Check that it is the Zenlayer API`,
  );

export const wrongEnvelope = (endpoint: string): string =>
  sanitize(`${endpoint} answers with JSON that lacks the part "response". Check that it is the Zenlayer API`);

export const wrongFailureEnvelope = (endpoint: string, status: number): string =>
  sanitize(`${endpoint} answers with HTTP status ${status} and JSON without a code. Check that it is the Zenlayer API`);

export const redirected = (endpoint: string, target = "an address that is none"): string =>
  sanitize(
    `${endpoint} answers with a redirect to ${target}, which is not followed: requests are signed for one host. ` +
      "Set the endpoint to where the API is",
  );

export const answerTooLong = (): string => "the answer is longer than any the Zenlayer API gives";

export const unexpectedAnswer = (what: string): string =>
  sanitize(
    `the answer is not as documented: ${what}. Please report it, with the request id, to the makers of pulumi-zenlayer`,
  );

export const securityChallenge = (endpoint: string): string =>
  sanitize(
    `the protection in front of ${endpoint} takes us for a robot and blocks the request. Try from another network, or ` +
      "ask Zenlayer support to let this address through",
  );

export const requestBlocked = (endpoint: string): string =>
  sanitize(
    `${endpoint} blocks requests from this network for legal reasons (HTTP status 451). Try from another network, or ` +
      "ask Zenlayer support",
  );

export const tooManyRequests = (): string => "the service refuses more requests for the moment";

export const refusedWithoutReason = (): string => "the service lists it as failed, and gives no reason";
