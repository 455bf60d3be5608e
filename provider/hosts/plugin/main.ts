/**
 * The plugin `pulumi-resource-zenlayer`: serves Pulumi's provider protocol on a free local port and prints that port,
 * as the engine expects. Nothing else may be printed to stdout before it.
 */
import { engineAddress } from "../engineAddress";
import { Plugin } from "./plugin";
import { grpc, ResourceProviderService } from "./protocol";
import { serviceOf } from "./service";

/** Maximum size of a message in bytes, as in Pulumi's own servers. */
const LARGEST_MESSAGE = 1024 * 1024 * 400;

const plugin = new Plugin(engineAddress(process.argv));
const server = new grpc.Server({ "grpc.max_receive_message_length": LARGEST_MESSAGE });
server.addService(ResourceProviderService, serviceOf(plugin));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
  plugin.endWithEngine(() => process.exit(1));
});
