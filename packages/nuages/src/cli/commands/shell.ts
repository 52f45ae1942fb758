import { shellCommand } from "../shell/shell-command.ts";

export default shellCommand();
