import { SETTING_NAMES } from "../../configuration/declaredSettings";
import { readSettings } from "../../configuration/settings";
import { checkConfig } from "./config";
import { messages } from "./protocol";
import { toStruct } from "./values";

const URN = "urn:pulumi:dev::shop::pulumi:providers:zenlayer::default";

const isFine = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch {
    return false;
  }
};

/** Texts that only one of two readings of numbers, truth values and lists of words would take. */
const TEXTS = [
  ...["", " ", "0", "-1", "5", " 5 ", "1e3", "1e9", ".5", "5.", "0x10", "1_000", "Infinity", "NaN", "1,5"],
  ...["true", " true ", "TRUE", "yes", "warn", " warn ", "Warn", "2023-03-13", "some text"],
];

test.each(SETTING_NAMES.filter((name) => name !== "endpoint"))(
  "the plugin's check takes what the dynamic host reads: %s",
  (name) => {
    const check = (text: string) => {
      const request = new messages.CheckRequest();
      request.setUrn(URN);
      request.setNews(toStruct({ [name]: text }));
      return checkConfig(request).getFailuresList();
    };
    expect(TEXTS.filter((text) => check(text).length === 0)).toEqual(
      TEXTS.filter((text) => isFine(() => readSettings({ [name]: text }, {}))),
    );
  },
);
