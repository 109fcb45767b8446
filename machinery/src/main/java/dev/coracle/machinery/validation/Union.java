package dev.coracle.machinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.coracle.machinery.tree.Tree;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields of an object of which exactly one is there, and what each is held to. The first one found counts. Immutable.
 */
public final class Union implements FieldRule {
    private static final FieldRule ANYTHING = at -> {};

    private final String none;
    private final String several;
    private final Member[] members;
    private final Map<String, Member> byName = new HashMap<>();

    private Union(String none, String several, Member... members) {
        this.none = none;
        this.several = several;
        this.members = members;
        for (Member member : members) {
            byName.put(member.name(), member);
        }
    }

    /**
     * A field of the union.
     *
     * @param shown what errors about it call it
     */
    private record Member(String name, String shown, FieldRule rule) {}

    /** What is said when no member is there, and of each member after the first. */
    public static Union of(String none, String several) {
        return new Union(none, several);
    }

    public Union member(String name, FieldRule... rules) {
        return member(name, name, rules);
    }

    public Union member(String name, String shown, FieldRule... rules) {
        Member[] more = Arrays.copyOf(members, members.length + 1);
        more[members.length] = new Member(name, shown, rules.length == 0 ? ANYTHING : FieldRule.all(rules));
        return new Union(none, several, more);
    }

    /** The members' names, in their order. */
    public List<String> names() {
        return Arrays.stream(members).map(Member::name).toList();
    }

    @Override
    public void check(Field at) {
        find(at);
    }

    /** The member of an object that has one; null when it has none or several. An object has fewer fields than members. */
    private @Nullable Member only(JsonNode node) {
        Member found = null;
        for (Map.Entry<String, JsonNode> entry : Tree.entries(node)) {
            Member member = byName.get(entry.getKey());
            if (member != null && !entry.getValue().isNull()) {
                if (found != null) {
                    return null;
                }
                found = member;
            }
        }
        return found;
    }

    /** Checks, and returns the name of the first member; empty when there is none. */
    public String find(Field at) {
        Member only = only(at.node());
        if (only != null) {
            only.rule().check(at.at(only.name()).as(only.shown()));
            return only.name();
        }
        String found = "";
        for (Member member : members) {
            JsonNode value = Tree.get(at.node(), member.name());
            if (value.isMissingNode()) {
                continue;
            }
            if (found.isEmpty()) {
                found = member.name();
                member.rule().check(at.at(member.name()).as(member.shown()));
            } else {
                at.at(member.name()).forbidden(several);
            }
        }
        if (found.isEmpty()) {
            at.required(none);
        }
        return found;
    }
}
