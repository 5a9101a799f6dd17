public import Base

extension SendingTerms {
    /// Members of the stored document that hold secrets.
    private static let secrets: Set<String> = ["password", "secret"]

    /// What people may see of a stored document: whether there is a secret, never which. The
    /// address of a robot is itself a secret: only its host is shown.
    public static func shown(_ document: JSON) -> JSON {
        switch document {
        case .object(let object):
            var out = JSON.Object()
            for member in object.members {
                if secrets.contains(member.key) {
                    out.append(
                        "has" + member.key.prefix(1).uppercased() + member.key.dropFirst(), true)
                } else if member.key == "url", object["kind"] != nil {
                    let parts = (member.value.string ?? "").split(separator: "/").prefix(2)
                    out.append("url", .string(parts.joined(separator: "//") + "/…"))
                } else {
                    out.append(member.key, shown(member.value))
                }
            }
            return .object(out)
        case .array(let all): return .array(all.map(shown))
        default: return document
        }
    }

    /// The stored document with what was handed in: a section that is given replaces the old one,
    /// null takes it away; secrets that are not given stay as they were.
    public static func merged(_ old: JSON.Object, with new: JSON.Object) -> JSON.Object {
        var out = old
        for member in new.members {
            if member.value.isNull {
                out[member.key] = nil
            } else {
                out[member.key] = kept(member.value, from: old[member.key])
            }
        }
        return out
    }

    private static func kept(_ new: JSON, from old: JSON?) -> JSON {
        switch new {
        case .object(var object):
            for name in ["password", "secret", "url"] where object[name] == nil {
                object[name] = old?[name]
            }
            return .object(object)
        case .array(let all):
            // Robots and webhooks are known by name.
            return .array(
                all.map { one in
                    let before = old?.array?.first { $0["name"] == one["name"] }
                    return kept(one, from: before)
                })
        default: return new
        }
    }
}
