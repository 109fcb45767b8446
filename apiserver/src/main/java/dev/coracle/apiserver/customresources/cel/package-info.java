/**
 * The rules of {@code x-kubernetes-validations}: CEL expressions over an object and what it was before.
 *
 * <p>Start reading at {@link dev.coracle.apiserver.customresources.cel.RuleSet}. Expressions are checked against types made
 * of the schema, compiled once for each version of a definition, and bounded by what they cost when they run:
 * {@code RuleRun} spends the budget, {@code CostPlan} and {@code CostMeter} count,
 * {@code CostEstimate} does so beforehand, and {@code FunctionCosts} is the table of both. No class of this package is
 * loaded before a definition has a rule. Compiled rules are immutable.
 */
@NullMarked
package dev.coracle.apiserver.customresources.cel;

import org.jspecify.annotations.NullMarked;
