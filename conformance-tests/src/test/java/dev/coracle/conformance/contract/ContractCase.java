package dev.coracle.conformance.contract;

import java.util.ArrayList;
import java.util.List;

/**
 * One case: requests that prepare and have to succeed, the request it is about, and what is to be seen afterwards.
 *
 * @param id {@code area/name}
 */
record ContractCase(String id, List<Step> given, Step when, List<Step> then) {

    /** The steps whose answers are expectations of their own. */
    List<Step> checked() {
        List<Step> steps = new ArrayList<>(when.during());
        steps.add(when);
        steps.addAll(then);
        return steps;
    }
}
