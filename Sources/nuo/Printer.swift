import Base
import Dispatch
import Foundation
import Web

/// Prints a page to PDF by the Chromium of the system, where there is one.
enum Printer {
    private static let names = [
        "chromium", "chromium-browser", "google-chrome", "chromium-headless-shell",
    ]
    /// A page that takes longer hangs.
    private static let longestSeconds = 60

    /// Nil where no Chromium is installed.
    static func find(_ environment: [String: String]) -> Site.Printer? {
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let found = folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else { return nil }
        return { html in
            // A process of its own is waited for, which must hold up nobody else.
            try await withCheckedThrowingContinuation { done in
                Thread.detachNewThread { done.resume(with: Result { try print(html, by: found) }) }
            }
        }
    }

    private static func print(_ html: [UInt8], by program: String) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nuo-print-\(Live.chance())")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let page = folder.appendingPathComponent("page.html")
        let made = folder.appendingPathComponent("page.pdf")
        try Data(html).write(to: page)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        // The page is our own and asks for nothing; its scripts draw the pictures, for which they
        // have four seconds of a clock of their own. Chromium refuses its own sandbox to the
        // superuser.
        process.arguments =
            [
                "--headless", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-pdf-header-footer", "--user-data-dir=\(folder.path)/profile",
                "--print-to-pdf=\(made.path)", "--force-prefers-reduced-motion",
                "--force-device-scale-factor=2", "--virtual-time-budget=4000",
            ] + (geteuid() == 0 ? ["--no-sandbox"] : []) + [page.absoluteString]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        if ended.wait(timeout: .now() + .seconds(longestSeconds)) == .timedOut {
            process.terminate()
        }
        guard let bytes = FileManager.default.contents(atPath: made.path), !bytes.isEmpty else {
            throw Refusal(.conflict, "notPrinted")
        }
        return Array(bytes)
    }
}
