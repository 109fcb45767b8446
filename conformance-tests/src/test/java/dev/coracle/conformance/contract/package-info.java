/**
 * The API contract: cases in YAML, one file per area, that say what a server answers to requests and what they leave
 * behind. They know nothing of Coracle and run against any API server without controllers; what they expect was recorded
 * from kube-apiserver 1.36.0 by {@link dev.coracle.conformance.contract.Recorder}.
 *
 * <p>Start reading at {@link dev.coracle.conformance.contract.ApiContractIT}; {@code api/README.md} beside the cases
 * explains their format. Cases run one after the other on the test's thread; a watch has a thread of its own.
 */
@NullMarked
package dev.coracle.conformance.contract;

import org.jspecify.annotations.NullMarked;
