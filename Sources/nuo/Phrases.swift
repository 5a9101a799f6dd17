import Base
import Foundation
import Operations
import Web

/// Sentences of the language files for the command line, in the language of the terminal.
enum Phrases {
    /// What a refusal says, in one line.
    static func sentence(_ refusal: Refusal) -> String {
        guard let words = cached else {
            return "\(refusal.code) \(refusal.values.sorted { $0.key < $1.key })"
        }
        let whole = words("refusal.\(refusal.code)", refusal.values)
        let faults = refusal.faults.map { fault in
            let text = words("fault.\(fault.code)", fault.values)
            return fault.path.isEmpty ? text : "\(fault.path) \(text)"
        }
        return ([whole] + faults).joined(separator: "; ")
    }

    /// What is wrong with one value.
    static func fault(_ code: String, _ values: [String: String]) -> String {
        cached?("fault.\(code)", values) ?? "\(code) \(values.sorted { $0.key < $1.key })"
    }

    /// A sentence of the interface.
    static func say(_ key: String, _ values: [String: String]) -> String {
        cached?(key, values) ?? "\(key) \(values.sorted { $0.key < $1.key })"
    }

    /// Read once: a file of faults asks ten thousand times.
    private static let cached = words()

    /// `zh` where the terminal is Chinese.
    static var language: String {
        let environment = ProcessInfo.processInfo.environment
        let locale =
            environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? ""
        return locale.hasPrefix("zh") ? "zh" : "en"
    }

    private static func words() -> Words? {
        let environment = ProcessInfo.processInfo.environment
        do {
            let folder = try Settings.resources(environment["NUO_RESOURCES"])
            let path = "\(folder)/languages/\(language).yaml"
            guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
            let document = try YAMLDocument(parsing: String(decoding: bytes, as: UTF8.self))
            return Words(language: language, document: document.json)
        } catch {
            return nil
        }
    }
}
