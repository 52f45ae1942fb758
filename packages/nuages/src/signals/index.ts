export { AsyncReceiver, InvalidReceiver } from "./errors.ts";
export { LazySender, lazySender } from "./lazy-sender.ts";
export { receiver } from "./receiver.ts";
export {
  type ConnectOptions,
  type DisconnectOptions,
  type Receiver,
  receiverFailed,
  type ReceiverFailure,
  Signal,
  type SignalArgs,
  type SignalResponse,
  signalSpan,
  type SignalSpanPayload,
} from "./signal.ts";
