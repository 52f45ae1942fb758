export {
  assertHTMLEqual,
  assertHTMLNotEqual,
  assertInHTML,
  assertNotInHTML,
} from "./assertions/html.ts";
export type { HtmlOptions, InHtmlOptions } from "./assertions/html.ts";
export { assertJSONEqual, assertJSONNotEqual } from "./assertions/json.ts";
export { assertLogs, assertNoLogs, type LogsOptions } from "./assertions/logs.ts";
export { assertNumQueries, captureQueries, type CaptureOptions } from "./assertions/queries.ts";
export { assertQuerySetEqual, type QuerySetEqualOptions } from "./assertions/querysets.ts";
export {
  assertContains,
  assertNotContains,
  assertRedirects,
  assertTemplateNotUsed,
  assertTemplateUsed,
  assertURLEqual,
  type ContainsOptions,
  type RedirectsOptions,
  type TemplateUsedOptions,
} from "./assertions/responses.ts";
export { assertRaisesMessage, assertWarnsMessage } from "./assertions/throwing.ts";
export { assertXMLEqual, assertXMLNotEqual } from "./assertions/xml.ts";
export { captureOutput, type CapturedOutput, withInput } from "./capture-output.ts";
export { Client, type ClientOptions, type ClientRequestOptions } from "./client.ts";
export { setupDatabases, type SetupDatabasesOptions } from "./databases.ts";
export { encodeMultipart, MULTIPART_CONTENT } from "./encode-multipart.ts";
export { onTestEnvironment, setupTestEnvironment } from "./environment.ts";
export { DatabaseOperationForbidden, RedirectCycleError, TestSetupError } from "./errors.ts";
export {
  defineFactory,
  type Factory,
  type FactoryDefaults,
  type FactoryOptions,
  type FactoryValue,
  type Sequence,
  sequence,
} from "./factory.ts";
export { exclusively } from "./exclusively.ts";
export { freezeTime, type FrozenTime } from "./freeze-time.ts";
export { isolateApps } from "./isolate-apps.ts";
export { type LiveServer, liveServer, type LiveServerOptions } from "./live-server.ts";
export { type ListChange, modifySettings, type SettingsChanges } from "./modify-settings.ts";
export { captureOnCommitCallbacks, type CaptureOnCommitOptions } from "./on-commit.ts";
export { overrideScriptPrefix } from "./override-script-prefix.ts";
export { type RequestData, RequestFactory, type RequestOptions } from "./request-factory.ts";
export { ResponseContext } from "./response-context.ts";
export {
  type DatabaseFeature,
  skipIfDBFeature,
  skipUnlessAnyDBFeature,
  skipUnlessDBFeature,
} from "./skip.ts";
export { tag } from "./tag.ts";
export { setUpTestData, type SuiteHooks, type TestData } from "./test-data.ts";
export { type RedirectStep, TestResponse } from "./test-response.ts";
export {
  simpleTestCase,
  testCase,
  type TestCaseOptions,
  type TestFunction,
  transactionTestCase,
  type TransactionTestCaseOptions,
  type WrappedTest,
} from "./test-case.ts";
export { testSite, type TestSite } from "./test-site.ts";
export { TEST_PATTERN } from "./runner/find-test-files.ts";
export { isTestWorker, runWorker } from "./runner/run-worker.ts";
export { runTests, type RunTestsOptions } from "./runner/run-tests.ts";
