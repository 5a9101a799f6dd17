import Base
import Domain

/// Files and signatures: what is kept of them stands as a box that is ticked, so that it can be
/// left out again without a script.
extension CellView {
    private var kept: [JSON] {
        chosen.enumerated().compactMap { place, text in
            guard let id = ID<Attachment>(text), let file = files[id] else { return nil }
            return [
                "value": .string(text), "optionID": .string("\(id)-kept\(place)"),
                "fileName": .string(file.name), "fileSize": .string(FileSize.text(file.size)),
            ]
        }
    }

    var fileField: [String: JSON] {
        guard case .files(let terms) = item.bounds else { return [:] }
        let kept = kept
        let values = [
            "types": FileTermsView.names(terms.families.map(\.rawValue), words),
            "max": "\(terms.megabytes)", "count": "\(terms.count)",
        ]
        return [
            "kept": .array(kept), "hasRoom": .bool(kept.count < terms.count),
            "isMany": .bool(terms.count > 1),
            "terms": .string(
                words(terms.count > 1 ? "answer.filesTerms" : "answer.fileTerms", values)),
            "accept": .string(FileTermsView.accept(terms)), "bytesMost": .integer(terms.bytes),
            "tooLarge": .string(words("answer.fault.fileTooLarge", ["max": "\(terms.megabytes)"])),
        ]
    }

    var signatureField: [String: JSON] {
        func written(_ field: String) -> JSON {
            .string(typed?["\(cell.name).\(field)"]?.first ?? "")
        }
        return [
            "kept": .array(kept), "drawn": written(Item.drawnField),
            "signedName": written(Item.typedField), "nameMost": .integer(Signature.nameMost),
            "width": .integer(Signature.width), "height": .integer(Signature.height),
        ]
    }
}

/// What files a question takes, in words and for the browser's dialogue.
enum FileTermsView {
    static func names(_ families: [String], _ words: Words) -> String {
        families.map { words["answer.family.\($0)"] }
            .joined(separator: words["responses.listSeparator"])
    }

    /// Endings too, because some systems know no type for them.
    static func accept(_ terms: FileTerms) -> String {
        terms.types.flatMap { type in [type.media] + type.endings.map { "." + $0 } }
            .joined(separator: ",")
    }
}
