/** The account that always exists, and its credentials. They work with an emulator only. */
export const DEMO_ACCOUNT = "demo";
export const DEMO_KEY = {
  accessKeyId: "AKDEMO0000000001",
  accessKeyPassword: "demo-secret-Q7xv2LmR",
  token: "demo-token-9hTzB4Kc",
};

/** Default port of the command line. */
export const DEFAULT_PORT = 18080;

/** How many calls the record keeps. */
export const DEFAULT_RECORDED_CALLS = 100_000;
