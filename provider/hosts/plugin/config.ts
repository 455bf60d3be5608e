/** The provider's own configuration: of the stack, or of an explicit provider resource. */
import type * as pb from "@pulumi/pulumi/proto/provider_pb";
import schema from "../../../schema.json";
import { UNKNOWN } from "../../customImage";
import { config as validateSettings } from "../../schemaValidators";
import { validatorOf } from "../../schemaValidation";
import { declaredSetting, parseSetting, SETTINGS } from "../../configuration/declaredSettings";
import type { Config } from "../../configuration/sources";
import { checked } from "./checked";
import { detailedDiff } from "./detailedDiff";
import type { Plugin } from "./plugin";
import { messages } from "./protocol";
import { parseUrn } from "./urn";
import { fromStruct, type Properties } from "./values";

/** Keys that the engine stores with every provider. */
const ENGINES_OWN = ["version", "pluginDownloadURL"];

const validate = validatorOf(validateSettings, SETTINGS, { noun: "setting" });

/** All mistakes in the settings together. */
export function checkConfig(request: pb.CheckRequest): pb.CheckResponse {
  const news = fromStruct(request.getNews());
  // In a project named `zenlayer`, the program's own configuration is sent, too.
  const isNamesake = parseUrn(request.getUrn()).project === schema.name;
  const toCheck = Object.entries(settingsIn(news))
    .filter(([name, value]) => value !== UNKNOWN && (!isNamesake || declaredSetting(name)))
    .map(([name, value]) => [name, parseSetting(name, value)] as const)
    .filter(([, value]) => value !== undefined);
  const failures = validate(Object.fromEntries(toCheck));
  return checked(news, failures);
}

/** A change of settings never replaces the provider: otherwise a rotated key would replace every image. */
export function diffConfig(request: pb.DiffRequest): pb.DiffResponse {
  const olds = settingsIn(fromStruct(request.getOldInputs() ?? request.getOlds()));
  const news = settingsIn(fromStruct(request.getNews()));
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  const changed = names.filter((name) => text(valueOf(olds, name)) !== text(valueOf(news, name)));
  return detailedDiff({ properties: Object.fromEntries(changed.map((name) => [name, "update"])) }, olds, news);
}

export function configure(plugin: Plugin, request: pb.ConfigureRequest): pb.ConfigureResponse {
  const settings = Object.entries(settingsIn(fromStruct(request.getArgs())));
  const config: Config = Object.fromEntries(settings.map(([name, value]) => [name, text(value)]));
  plugin.configure(config);
  const response = new messages.ConfigureResponse();
  response.setSupportspreview(true);
  response.setSupportsAutonamingConfiguration(true);
  return response;
}

/**
 * The settings alone. An explicit provider of the dynamic host stored them with the prefix `zenlayer:`; a
 * stack that moves to the plugin still has it so.
 */
function settingsIn(properties: Properties): Properties {
  const entries = Object.entries(properties).map(([key, value]) => [key.replace(/^zenlayer:/, ""), value] as const);
  return Object.fromEntries(entries.filter(([key]) => !ENGINES_OWN.includes(key) && !key.startsWith("__")));
}

/** A setting may have any name, including one that every object inherits. */
const valueOf = (settings: Properties, name: string): unknown =>
  Object.hasOwn(settings, name) ? settings[name] : undefined;

/** Settings are texts in the stack's configuration, and typed values in some programs. */
function text(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
