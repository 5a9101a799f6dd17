import Base
import Statistics

/// The model of `nuo analyze csi`: latent variables, their items and paths, as a YAML document.
struct PathModelFile {
    let model: PathModel
    /// Lowest and highest answer of the items; nil when the document does not say.
    let scale: ClosedRange<Double>?

    /// Far more than any index has, and still a matter of a moment.
    static let mostItems = 400
    static let mostLatents = 60

    private let document: YAMLDocument

    init(parsing text: String) throws(Refusal) {
        document = try YAMLDocument(parsing: text)
        let known = ["latents", "paths", "mode", "scheme", "scale"]
        for key in document.json.object?.keys ?? [] where !known.contains(key) {
            throw Self.unknown(document, key, key, known)
        }
        let modes = try Self.modes(document)
        let latents = try Self.latents(document, modes)
        let names = latents.map(\.name)
        for (name, _) in modes.named where !names.contains(name) {
            throw Self.unknown(document, "mode.\(name)", name, latents.map(\.name))
        }
        let paths = try Self.paths(document, names)
        let scheme = try Self.scheme(document)
        scale = try Self.scale(document)
        do throws(Unfit) {
            model = try PathModel(latents, paths: paths, scheme: scheme)
        } catch {
            throw Self.refusal(error, document)
        }
    }

    private static func bad(
        _ document: YAMLDocument, _ path: String, _ code: String, _ value: String = ""
    ) -> Refusal {
        Refusal(
            .invalid, code,
            ["line": "\(document.line(of: path) ?? 1)", "value": String(value.prefix(60))])
    }

    private static func unknown(
        _ document: YAMLDocument, _ path: String, _ value: String, _ known: [String]
    ) -> Refusal {
        Refusal(
            .invalid, "modelWordUnknown",
            [
                "line": "\(document.line(of: path) ?? 1)", "value": String(value.prefix(60)),
                "known": known.joined(separator: ", "),
            ])
    }

    private static func refusal(_ unfit: Unfit, _ document: YAMLDocument) -> Refusal {
        switch unfit {
        case .undefined: bad(document, "paths", "modelCycle")
        case .mismatched(let what): bad(document, "paths", "modelUnconnected", what)
        default: Refusal(unfit)
        }
    }

    private static func latents(
        _ document: YAMLDocument, _ modes: Modes
    ) throws(Refusal) -> [PathModel.Latent] {
        guard let listed = document.json["latents"]?.object, listed.count > 1 else {
            throw bad(document, "latents", "modelLatents")
        }
        guard listed.count <= mostLatents else {
            throw bad(document, "latents", "modelTooMany", "\(mostLatents)")
        }
        var used: Set<String> = []
        var latents: [PathModel.Latent] = []
        for member in listed.members {
            let path = "latents.\(member.key)"
            guard let items = member.value.array, !items.isEmpty else {
                throw bad(document, path, "modelItems", member.key)
            }
            var names: [String] = []
            for item in items {
                guard let name = item.string ?? item.number.map({ JSON.number($0).text }) else {
                    throw bad(document, path, "modelItems", member.key)
                }
                guard used.insert(name).inserted else {
                    throw bad(document, path, "modelTwice", name)
                }
                guard used.count <= mostItems else {
                    throw bad(document, path, "modelTooMany", "\(mostItems)")
                }
                names.append(name)
            }
            latents.append(
                PathModel.Latent(
                    member.key, items: names, mode: modes.named[member.key] ?? modes.standard))
        }
        return latents
    }

    private static func paths(
        _ document: YAMLDocument, _ names: [String]
    ) throws(Refusal) -> [(from: String, to: String)] {
        guard let listed = document.json["paths"]?.array, !listed.isEmpty else {
            throw bad(document, "paths", "modelPath")
        }
        var seen: Set<String> = []
        var paths: [(from: String, to: String)] = []
        for (place, entry) in listed.enumerated() {
            let path = "paths[\(place)]"
            let text = entry.string ?? ""
            // Cut at the arrow by hand: names may hold a hyphen.
            guard let arrow = text.firstRange(of: "->") else {
                throw bad(document, path, "modelPath", text)
            }
            let ends = (
                String(text[..<arrow.lowerBound]).trimmed,
                String(text[arrow.upperBound...]).trimmed
            )
            for name in [ends.0, ends.1] where !names.contains(name) {
                throw unknown(document, path, name, names)
            }
            guard ends.0 != ends.1 else { throw bad(document, path, "modelCycle") }
            guard seen.insert("\(ends.0)->\(ends.1)").inserted else {
                throw bad(document, path, "modelTwice", text)
            }
            paths.append(ends)
        }
        return paths
    }

    private struct Modes {
        var standard = PathModel.Mode.a
        var named: [String: PathModel.Mode] = [:]
    }

    private static func modes(_ document: YAMLDocument) throws(Refusal) -> Modes {
        func mode(_ value: JSON, _ path: String) throws(Refusal) -> PathModel.Mode {
            guard let mode = PathModel.Mode(rawValue: value.string ?? "") else {
                throw unknown(
                    document, path, value.string ?? value.text,
                    PathModel.Mode.allCases.map(\.rawValue))
            }
            return mode
        }
        var modes = Modes()
        guard let value = document.json["mode"] else { return modes }
        guard let object = value.object else {
            modes.standard = try mode(value, "mode")
            return modes
        }
        for member in object.members {
            modes.named[member.key] = try mode(member.value, "mode.\(member.key)")
        }
        return modes
    }

    private static func scheme(_ document: YAMLDocument) throws(Refusal) -> PathModel.Scheme {
        guard let value = document.json["scheme"] else { return .path }
        guard let scheme = PathModel.Scheme(rawValue: value.string ?? "") else {
            throw unknown(
                document, "scheme", value.string ?? value.text,
                PathModel.Scheme.allCases.map(\.rawValue))
        }
        return scheme
    }

    private static func scale(_ document: YAMLDocument) throws(Refusal) -> ClosedRange<Double>? {
        guard let value = document.json["scale"] else { return nil }
        let ends = (value.array ?? []).compactMap(\.number)
        guard ends.count == 2, value.array?.count == 2, ends[0] < ends[1] else {
            throw bad(document, "scale", "modelScale", value.text)
        }
        return ends[0]...ends[1]
    }
}
