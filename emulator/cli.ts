#!/usr/bin/env node
import { Command } from "commander";

import { defineEmulator } from "./command";

const command = new Command("zenlayer-emulator");
defineEmulator(command);
void command.parseAsync();
