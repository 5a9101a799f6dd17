import Base
import Foundation

/// The zones of this machine; tests that need them are skipped where there are none.
enum ZoneFiles {
    static let folder = "/usr/share/zoneinfo"
    static let areThere = FileManager.default.fileExists(atPath: folder + "/Asia/Shanghai")

    static func zone(_ name: String) -> Zone? {
        guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            return nil
        }
        return Zone(name: name, tzif: Array(bytes))
    }

    static let names: [String] = {
        let folders = ["Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Pacific"]
        return folders.flatMap { name in
            let files = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")
            return (files ?? []).sorted().map { "\(name)/\($0)" }
        }
        .filter { zone($0) != nil }
    }()
}
