/// What a person would call a browser, from the long text it sends.
enum BrowserName {
    /// The first that matches wins: Edge also says Chrome, and Chrome also says Safari.
    private static let browsers = [
        ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"),
        ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
    ]
    private static let systems = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("HarmonyOS", "HarmonyOS"),
        ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ]

    static func of(_ agent: String?) -> String? {
        guard let agent else { return nil }
        let browser = browsers.first { agent.contains($0.0) }?.1
        let system = systems.first { agent.contains($0.0) }?.1
        let known = [browser, system].compactMap(\.self)
        return known.isEmpty ? String(agent.prefix(40)) : known.joined(separator: " · ")
    }
}
