import { sanitize } from "../zenlayer/sanitize";

const CHECK_ENDPOINT = "Check that the endpoint is the Zenlayer API";

export const htmlResponse = (endpoint: string, status: number): string =>
  sanitize(
    `${endpoint} responded with a web page (HTTP status ${status}) instead of the API's JSON. Check the endpoint, and ` +
      "whether a proxy or a sign-in page intercepts requests",
  );

export const emptyResponse = (endpoint: string, status: number): string =>
  sanitize(`${endpoint} sent an empty response (HTTP status ${status})`);

export const notJson = (endpoint: string, status: number): string =>
  sanitize(`${endpoint} sent a response that is not JSON (HTTP status ${status}). ${CHECK_ENDPOINT}`);

export const noEnvelope = (endpoint: string): string =>
  sanitize(`${endpoint} sent JSON without the property "response". ${CHECK_ENDPOINT}`);

export const failureWithoutCode = (endpoint: string, status: number): string =>
  sanitize(`${endpoint} responded with HTTP status ${status} and JSON without an error code. ${CHECK_ENDPOINT}`);

export const redirected = (endpoint: string, target = "an invalid address"): string =>
  sanitize(
    `${endpoint} responded with a redirect to ${target}, which is not followed, because requests are signed for one ` +
      "host. Set the endpoint to the address of the API",
  );

export const responseTooLong = (): string => "the response is longer than any that the Zenlayer API sends";

export const unexpectedResponse = (what: string): string =>
  sanitize(
    `the response is not as documented: ${what}. Please report this, with the request id, to the maintainers of ` +
      "pulumi-zenlayer",
  );

export const securityChallenge = (endpoint: string): string =>
  sanitize(
    `the firewall in front of ${endpoint} flagged the request as automated and blocked it. Try from another network, ` +
      "or ask Zenlayer support to allow this address",
  );

export const requestBlocked = (endpoint: string): string =>
  sanitize(
    `${endpoint} blocks requests from this network for legal reasons (HTTP status 451). Try from another network, or ` +
      "contact Zenlayer support",
  );

export const throttled = (): string => "the service is throttling requests";

export const rejectedWithoutReason = (): string => "the service lists it as failed, without a reason";
