import Foundation

/// Reads a compressed table with the system's own gunzip, so that tests need no library.
enum Gunzip {
    static func lines(_ path: String) throws -> [Substring] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", SharedData.folder + "/" + path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
    }
}
